-- New names gather in a list that somebody's insert sorts in when it is full: short, so that nobody waits for long.
alter index guests.person_names set (gin_pending_list_limit = 256);
