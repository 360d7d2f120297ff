-- A letter is named after its event, once for each: no second index says so.
alter table notifications.message drop column event_id;
