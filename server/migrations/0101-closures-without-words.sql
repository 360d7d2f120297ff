-- Why a venue is closed is kept by the module venues; here only that it is.
alter table availability.closure drop column reason;
