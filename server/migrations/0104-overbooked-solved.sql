-- How the desk solved a case of overbooking, as a code.
alter table availability.overbooked add column solution text check (solution ~ '^[a-z_]{1,40}$');
