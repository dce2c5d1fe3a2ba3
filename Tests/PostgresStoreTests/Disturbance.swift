/// Makes a server roll back some writes of all but superusers: the first, eighth, twenty-seventh … one fails as a serialization
/// failure or as a deadlock does. The count continues although the write is rolled back. The cubes leave room for a transaction
/// that writes to every table, such as the deletion of a tenant.
enum Disturbance {
    static let sql = """
        create sequence disturbance;
        grant usage on sequence disturbance to public;
        create function disturb() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare
            number bigint;
        begin
            if current_setting('is_superuser') = 'on' then return null; end if;
            number := nextval('public.disturbance');
            if round(cbrt(number)) ^ 3 = number then
                raise exception 'disturbed' using errcode = case number % 2 when 0 then '40P01' else '40001' end;
            end if;
            return null;
        end
        $$;
        grant execute on function disturb to public;
        do $$
        declare
            disturbed regclass;
        begin
            for disturbed in
                select oid from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
            loop
                execute format(
                    'create trigger disturb before insert or update or delete on %s execute function disturb()', disturbed);
            end loop;
        end
        $$;
        """
}
