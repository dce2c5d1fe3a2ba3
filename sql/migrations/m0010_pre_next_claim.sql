-- A worker looks again when the next lease ends or the next wait is over: what a dead worker left is not left for a poll longer.

create function next_claim_seconds() returns double precision
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select extract(epoch from min(claimable_at) - clock_timestamp())::double precision
        from (
            select case state when 'running' then lease_until else not_before end as claimable_at
            from run where purpose = 'sync') queue
        where claimable_at > clock_timestamp();
    end;
comment on function next_claim_seconds is 'Until the next sync that is not claimable now becomes so, unless its worker renews; null when there is none.';

grant create on schema public to passerelle_directory;
alter function next_claim_seconds owner to passerelle_directory;
revoke create on schema public from passerelle_directory;
set local role passerelle_directory;
grant execute on function next_claim_seconds to passerelle_worker;
set local role passerelle_owner;
