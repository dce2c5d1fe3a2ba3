-- PlanningPME sells plans of "10,000 and more" requests an hour.
alter table tenant
    drop constraint tenant_hourly_requests_range,
    add constraint tenant_hourly_requests_range check (hourly_requests between 1 and 1000000);
