-- How many rows a tenant's run reads at most: a remote's lists may have no end.
alter table tenant add column row_limit integer not null default 4000000
    constraint tenant_row_limit_range check (row_limit between 1000 and 1000000000);
comment on column tenant.row_limit is 'Rows that a run may read from one remote, lists that are read again included.';
