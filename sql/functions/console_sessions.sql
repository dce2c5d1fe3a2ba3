-- The web console's sessions. A browser keeps a random secret, the program sends its hash (a credential), and the tables keep the hash
-- of that. So neither a dump nor a log of statements opens a session, and the console's login acts as someone only with a credential,
-- in the transaction's setting passerelle.session.

set local role passerelle_people;

create or replace function console_hash(credential text) returns text
    language sql immutable parallel safe
    return encode(sha256(convert_to(credential, 'UTF8')), 'hex');

-- Only a session of the console's role counts: elsewhere, people are their own login.
create or replace function console_actor() returns table (login text, is_vouched boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select one.login, one.is_vouched
        from console_session one join pg_roles person on person.rolname = one.login and person.rolcanlogin
        where one.hash = console_hash(nullif(current_setting('passerelle.session', true), ''))
            and pg_has_role(session_user, 'passerelle_console', 'MEMBER')
            -- The transaction that ends a session is still that person's.
            and (one.ended_at is null or one.ended_at >= transaction_timestamp())
            and clock_timestamp() between one.began_at and one.began_at + interval '12 hours'
            and clock_timestamp() between one.seen_at and one.seen_at + interval '30 minutes';
    end;
comment on function console_actor is
    'Who signed in to the console and acts in this transaction. is_vouched: a reverse proxy said so, and not the database.';

-- A person whom a proxy names is a claim in the audit log; here, as for the rights, it is who acts.
create or replace function acting_login() returns text
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return coalesce((select actor.login from console_actor() actor), session_user::text);
comment on function acting_login is 'Who acts in this transaction: the session''s login, or whoever signed in to the console.';

create or replace function console_void(of_login text) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        update console_session set ended_at = clock_timestamp() where login = of_login and ended_at is null;
        update console_link set used_at = clock_timestamp() where login = of_login and used_at is null;
    end;
comment on function console_void is 'Ends every session and link of a person, whose role changes.';

create or replace function console_open(link text) returns text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform require_right('viewer');
    if (select count(*) from console_link live
        where live.login = session_user and live.used_at is null
            and clock_timestamp() between live.made_at and live.made_at + interval '5 minutes') >= 20 then
        raise exception 'this login has 20 links that work' using errcode = 'configuration_limit_exceeded';
    end if;
    insert into console_link (hash, login) values (console_hash(link), session_user);
    delete from console_link where made_at not between clock_timestamp() - interval '1 day' and clock_timestamp();
    return session_user;
end
$$;
comment on function console_open is 'Notes a link with which the login of this session may sign in to the console once, within 5 minutes.';

-- Ended ones say whose a stolen cookie was; the audit log keeps the rest.
create or replace function console_begin(person text, credential text, vouched boolean) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    insert into console_session (hash, login, is_vouched) values (console_hash(credential), person, vouched);
    delete from console_session where began_at not between clock_timestamp() - interval '2 days' and clock_timestamp();
    -- The entry of this transaction is that person's.
    perform set_config('passerelle.session', credential, true);
end
$$;

create or replace function console_redeem(link text, credential text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    person text;
begin
    update console_link set used_at = clock_timestamp()
        where hash = console_hash(link) and used_at is null
            and clock_timestamp() between made_at and made_at + interval '5 minutes'
        returning login into person;
    if person is null then
        -- An invented link leaves nothing: anyone could fill the log.
        select login into person from console_link where hash = console_hash(link);
        if found then perform audit_record('refusal', 'console', person, null, null, 'link_void'); end if;
        return false;
    end if;
    perform console_begin(person, credential, false);
    return true;
end
$$;
comment on function console_redeem is 'Uses a link, and begins the session of that credential. False: it is unknown, used or too old.';

create or replace function console_vouch(person text, credential text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    if not exists (select from operator_login where login = person and disabled_at is null) then
        perform audit_record('refusal', 'console', left(person, 63), null, null, 'operator_unknown');
        return false;
    end if;
    perform console_begin(person, credential, true);
    return true;
end
$$;
comment on function console_vouch is 'Begins a session of whom a reverse proxy names, if it is an operator.';

create or replace function console_enter(credential text)
    returns table (
        login text, held text, is_registered boolean, is_shared boolean, is_proven boolean, besides text[], form_key text)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
#variable_conflict use_column
begin
    perform set_config('passerelle.session', credential, true);
    -- Not at each request: pages only read.
    update console_session set seen_at = clock_timestamp()
        where hash = console_hash(credential) and seen_at < clock_timestamp() - interval '1 minute'
            and exists (select from console_actor());
    return query
        select actor.login, right_of_login(), person.login is not null, coalesce(person.is_shared, false),
            coalesce(not actor.is_vouched and not person.is_shared and person.disabled_at is null, false),
            operator_besides(actor.login), console_hash('form ' || credential)
        from console_actor() actor left join operator_login person on person.login = actor.login
        where right_of_login() is not null;
end
$$;
comment on function console_enter is
    'Whose session that is, what the person may do now, and what the forms of this session carry. No row: it ended, or never began.';

create or replace function console_leave(credential text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform set_config('passerelle.session', credential, true);
    if not exists (select from console_actor()) then return false; end if;
    update console_session set ended_at = clock_timestamp() where hash = console_hash(credential);
    return true;
end
$$;
comment on function console_leave is 'Ends a session. False: there was none.';

grant execute on function console_actor to passerelle_audit;
grant execute on function acting_login to passerelle_owner;
grant execute on function console_open to passerelle_worker, passerelle_reader;
grant execute on function console_redeem, console_enter, console_leave to passerelle_console;
grant execute on function console_vouch to passerelle_console_proxy;

set local role passerelle_owner;

-- The console's login writes nothing unless a signed-in operator acts: also where no other trigger asks.
create or replace trigger guard_console before insert or update or delete on run for each statement
    when (pg_has_role(session_user, 'passerelle_console', 'MEMBER')) execute function guard_right('operator');
create or replace trigger guard_console before insert or update or delete on run_history for each statement
    when (pg_has_role(session_user, 'passerelle_console', 'MEMBER')) execute function guard_right('operator');
create or replace trigger guard_console before insert or update or delete on tenant for each statement
    when (pg_has_role(session_user, 'passerelle_console', 'MEMBER')) execute function guard_right('operator');
create or replace trigger guard_console before insert or update or delete on tenant_schedule for each statement
    when (pg_has_role(session_user, 'passerelle_console', 'MEMBER')) execute function guard_right('operator');
create or replace trigger guard_console before insert or update or delete on queued_operation for each statement
    when (pg_has_role(session_user, 'passerelle_console', 'MEMBER')) execute function guard_right('operator');
