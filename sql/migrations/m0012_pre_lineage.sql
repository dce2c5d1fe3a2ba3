-- Which deletions a lost department explains: those of the people who were in it.

alter table resource_link add column department_lineage text;
comment on column resource_link.department_lineage is 'Where the employee was when last seen in scope: ids of Lucca''s departments from the root down, joined by slashes. Null: never noted.';
