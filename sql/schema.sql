
CREATE TABLE public.request_budget (
    scope text NOT NULL,
    bucket_starts bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    bucket_counts integer[] DEFAULT '{}'::integer[] NOT NULL,
    blocked_until timestamp with time zone,
    blocked_at timestamp with time zone,
    used_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT request_budget_buckets_counted CHECK ((cardinality(bucket_starts) = cardinality(bucket_counts)))
)
WITH (fillfactor='50');

ALTER TABLE public.request_budget OWNER TO passerelle_owner;

COMMENT ON TABLE public.request_budget IS 'Requests sent lately to a remote, in buckets of a sixtieth of the window. No tenant''s rows: a scope names a host or an AppKey plan.';

COMMENT ON COLUMN public.request_budget.bucket_starts IS 'Seconds since 1970, oldest first.';

COMMENT ON COLUMN public.request_budget.blocked_until IS 'No request before then, as the remote asked.';

COMMENT ON COLUMN public.request_budget.blocked_at IS 'When the remote asked for that: a block that begins in the future begins now.';

CREATE TABLE public.tenant (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    environment text NOT NULL,
    lucca_url text NOT NULL,
    former_accounts text[] DEFAULT '{}'::text[] NOT NULL,
    planningpme_url text NOT NULL,
    planning_dialect jsonb DEFAULT '{}'::jsonb NOT NULL,
    contact text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    department_scope jsonb DEFAULT '[]'::jsonb NOT NULL,
    identifier text NOT NULL,
    match_email boolean NOT NULL,
    creates text[] NOT NULL,
    include_pending boolean NOT NULL,
    neutral_type text NOT NULL,
    reference_field text,
    time_zone text NOT NULL,
    day_start smallint NOT NULL,
    midday smallint NOT NULL,
    day_end smallint NOT NULL,
    days_off text[] NOT NULL,
    holidays text NOT NULL,
    lucca_requests smallint DEFAULT 40 NOT NULL,
    hourly_requests integer NOT NULL,
    row_limit integer DEFAULT 4000000 NOT NULL,
    horizon_months smallint NOT NULL,
    daily_at smallint,
    initial_from date,
    brake_count integer NOT NULL,
    brake_percent smallint NOT NULL,
    CONSTRAINT tenant_brake_count_range CHECK ((brake_count >= 0)),
    CONSTRAINT tenant_brake_percent_range CHECK (((brake_percent >= 0) AND (brake_percent <= 100))),
    CONSTRAINT tenant_creates_known CHECK ((creates <@ ARRAY['resources'::text, 'departments'::text, 'types'::text])),
    CONSTRAINT tenant_daily_at_range CHECK (((daily_at >= 0) AND (daily_at <= 1439))),
    CONSTRAINT tenant_day_in_order CHECK (((0 <= day_start) AND (day_start < midday) AND (midday < day_end) AND (day_end <= 1440))),
    CONSTRAINT tenant_days_off_known CHECK ((days_off <@ ARRAY['mon'::text, 'tue'::text, 'wed'::text, 'thu'::text, 'fri'::text, 'sat'::text, 'sun'::text])),
    CONSTRAINT tenant_days_off_leave_one CHECK ((cardinality(days_off) <= 6)),
    CONSTRAINT tenant_department_scope_is_a_list CHECK ((jsonb_typeof(department_scope) = 'array'::text)),
    CONSTRAINT tenant_environment_known CHECK ((environment = ANY (ARRAY['production'::text, 'test'::text]))),
    CONSTRAINT tenant_holidays_known CHECK ((holidays = ANY (ARRAY['none'::text, 'fr'::text, 'fr-alsace-moselle'::text]))),
    CONSTRAINT tenant_horizon_range CHECK (((horizon_months >= 1) AND (horizon_months <= 24))),
    CONSTRAINT tenant_hourly_requests_range CHECK (((hourly_requests >= 1) AND (hourly_requests <= 1000000))),
    CONSTRAINT tenant_identifier_known CHECK ((identifier = ANY (ARRAY['employee-number'::text, 'login'::text, 'lucca-id'::text]))),
    CONSTRAINT tenant_lucca_requests_range CHECK (((lucca_requests >= 1) AND (lucca_requests <= 50))),
    CONSTRAINT tenant_neutral_type_length CHECK (((char_length(neutral_type) >= 1) AND (char_length(neutral_type) <= 100))),
    CONSTRAINT tenant_planning_dialect_is_an_object CHECK ((jsonb_typeof(planning_dialect) = 'object'::text)),
    CONSTRAINT tenant_reference_field_length CHECK (((char_length(reference_field) >= 1) AND (char_length(reference_field) <= 100))),
    CONSTRAINT tenant_row_limit_range CHECK (((row_limit >= 1000) AND (row_limit <= 1000000000))),
    CONSTRAINT tenant_slug_form CHECK ((slug ~ '^[a-z0-9-]{2,40}$'::text)),
    CONSTRAINT tenant_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'suspended'::text])))
);

ALTER TABLE ONLY public.tenant FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant IS 'A customer: where its two systems are and how its absences are carried over.';

COMMENT ON COLUMN public.tenant.id IS 'Random and never used again: part of what the tenant''s secrets are sealed with.';

COMMENT ON COLUMN public.tenant.slug IS 'What operators type. Free again once the tenant is deleted.';

COMMENT ON COLUMN public.tenant.state IS 'draft until its check passed; active; paused by an operator; suspended after repeated failures that no retry fixes.';

COMMENT ON COLUMN public.tenant.lucca_url IS 'Scheme and host only.';

COMMENT ON COLUMN public.tenant.former_accounts IS 'Names that the Lucca account had before, in lower case: events whose references carry one are this tenant''s.';

COMMENT ON COLUMN public.tenant.planningpme_url IS 'With the brand and a trailing slash.';

COMMENT ON COLUMN public.tenant.planning_dialect IS 'What was found of the points of the dialect, how and when; whether it may be relied on. Facts, never a text of the customer''s.';

COMMENT ON COLUMN public.tenant.contact IS 'As an operator typed it.';

COMMENT ON COLUMN public.tenant.department_scope IS 'Lucca''s base departments: [{"id": "12", "withDescendants": true}]. Empty until an operator chose.';

COMMENT ON COLUMN public.tenant.identifier IS 'Which of an employee''s identifiers equals the resource''s registration number.';

COMMENT ON COLUMN public.tenant.creates IS 'What a sync may create in PlanningPME.';

COMMENT ON COLUMN public.tenant.neutral_type IS 'Label of the unavailability type that hides reasons, as an operator typed it.';

COMMENT ON COLUMN public.tenant.reference_field IS 'The custom field of unavailabilities that holds our reference; null for the remark.';

COMMENT ON COLUMN public.tenant.day_start IS 'Minutes since local midnight, as are midday, day_end and daily_at.';

COMMENT ON COLUMN public.tenant.lucca_requests IS 'Requests per 60 s to the Lucca account, of the 50 that all of the customer''s integrations share.';

COMMENT ON COLUMN public.tenant.hourly_requests IS 'PlanningPME''s plan: requests an hour.';

COMMENT ON COLUMN public.tenant.row_limit IS 'Rows that a run may read from one remote, lists that are read again included.';

COMMENT ON COLUMN public.tenant.daily_at IS 'null: a moment of the night, spread by tenant.';

COMMENT ON COLUMN public.tenant.initial_from IS 'Where the window starts until the first successful run.';

CREATE FUNCTION public.budget_shares() RETURNS TABLE(remote text, smallest_share_left double precision, blocked bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT budget.kind,
     min(GREATEST((0)::double precision, ((1)::double precision - (budget.taken / (budget.plan)::double precision)))) AS min,
     count(*) FILTER (WHERE ((budget.blocked_until > clock_timestamp()) AND (COALESCE(budget.blocked_at, '-infinity'::timestamp with time zone) <= clock_timestamp()))) AS count
    FROM ( SELECT split_part(request_budget.scope, ':'::text, 1) AS kind,
             request_budget.blocked_until,
             request_budget.blocked_at,
                 CASE
                     WHEN (request_budget.scope ~~ 'lucca:%'::text) THEN COALESCE((lucca.plan)::integer, 40)
                     ELSE COALESCE(tenant.hourly_requests, 2000)
                 END AS plan,
             ( SELECT (COALESCE(sum(bucket.count), (0)::bigint))::double precision AS "coalesce"
                    FROM UNNEST(request_budget.bucket_starts, request_budget.bucket_counts) bucket(start, count)
                   WHERE ((((bucket.start +
                         CASE
                             WHEN (request_budget.scope ~~ 'lucca:%'::text) THEN (1 + 62)
                             ELSE (60 + 3600)
                         END))::numeric > EXTRACT(epoch FROM clock_timestamp())) AND ((bucket.start)::numeric <= EXTRACT(epoch FROM clock_timestamp())))) AS taken
            FROM ((public.request_budget
              LEFT JOIN public.tenant ON (((tenant.id)::text = split_part(request_budget.scope, ':'::text, 2))))
              LEFT JOIN ( SELECT ('lucca:'::text || regexp_replace(split_part(lower(tenant_1.lucca_url), '://'::text, 2), ':[0-9]+$'::text, ''::text)) AS scope,
                     min(tenant_1.lucca_requests) AS plan
                    FROM public.tenant tenant_1
                   GROUP BY ('lucca:'::text || regexp_replace(split_part(lower(tenant_1.lucca_url), '://'::text, 2), ':[0-9]+$'::text, ''::text))) lucca USING (scope))) budget
   GROUP BY budget.kind
   ORDER BY budget.kind;
END;

ALTER FUNCTION public.budget_shares() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.budget_shares() IS 'Of each kind of remote, the smallest share of any account''s requests that is left, and how many asked for silence.';

CREATE FUNCTION public.claim_lucca_accounts() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    delete from lucca_account where tenant_id = new.id;
    insert into lucca_account (tenant_id, planningpme_url, account)
    select distinct new.id, lower(new.planningpme_url), lower(named.account)
    from unnest(array[split_part(split_part(new.lucca_url, '://', 2), '.', 1)] || new.former_accounts) as named (account);
    return null;
end
$$;

ALTER FUNCTION public.claim_lucca_accounts() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.claim_lucca_accounts() IS 'Keeps two tenants from taking events of one planning both for their own.';

CREATE FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) RETURNS TABLE(run_id bigint, tenant_id uuid, lease_term integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    ids bigint[];
    now timestamptz;
    length constant integer := claim_runs.lease_seconds;
begin
    perform mend_moments();
    -- Read the time after mend_moments: waits that it cut are due now.
    now := clock_timestamp();
    -- A worker that performs a run which two workers died of gets no other run.
    if exists (select from run where run.worker = claimer and run.state = 'running' and run.deaths >= 2 and run.lease_until > now)
    then
        return;
    end if;
    ids := array(
        select run.id from run
        where is_idle and run.purpose = 'sync'
            and run.deaths + (run.state = 'running' and run.worker <> claimer)::integer = 2
            and (run.state = 'running' and run.lease_until <= now
                or run.state = 'queued' and run.not_before <= now
                    and (run.trigger <> 'schedule'
                        or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active')))
            and not exists (select from run other where other.worker = claimer and other.state = 'running' and other.lease_until > now)
        order by run.scheduled_for, run.id limit least(at_most, 1) for update skip locked);
    if cardinality(ids) = 0 then
        -- In a busy fleet, the first worker by name frees itself for such a run.
        if exists (
            select from run
            where run.purpose = 'sync' and run.deaths + (run.state = 'running')::integer = 2
                and (run.state = 'running' and run.lease_until <= now - interval '30 seconds'
                    or run.state = 'queued' and greatest(run.not_before, run.wait_set_at) <= now - interval '30 seconds'
                        and (run.trigger <> 'schedule'
                            or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))))
            and claimer = (
                select min(worker.name) from worker
                where not worker.is_draining and worker.trouble is null
                    and worker.heartbeat_at between now - interval '45 seconds' and now)
        then
            return;
        end if;
        -- Runs of dead workers come first: their tenants have waited longest.
        ids := array(
            select run.id from run
            where run.purpose = 'sync' and run.state = 'running' and run.lease_until <= now
                and run.deaths + (run.worker <> claimer)::integer <> 2
            order by run.lease_until limit at_most for update skip locked);
        ids := ids || array(
            select run.id from run
            where run.purpose = 'sync' and run.state = 'queued' and run.not_before <= now and run.deaths <> 2
                and (run.trigger <> 'schedule'
                    or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))
            order by (run.trigger = 'schedule'), run.scheduled_for, run.id
            limit at_most - cardinality(ids) for update skip locked);
    end if;
    return query
        update run
        set state = 'running', lease_term = run.lease_term + 1,
            lease_until = clock_timestamp() + make_interval(secs => length), lease_seconds = length,
            attempt = case when run.state = 'running' or run.attempt = 0 then run.attempt + 1 else run.attempt end,
            deaths = run.deaths + (run.state = 'running' and run.worker <> claimer)::integer,
            taken_over = run.state = 'running', worker = claimer, started_at = coalesce(run.started_at, clock_timestamp()),
            error = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end;
$$;

ALTER FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) IS 'Claims due syncs of any tenant: abandoned ones first, then manual ones, then scheduled ones of active tenants, oldest first. A run whose worker died twice goes to an idle worker, alone.';

CREATE FUNCTION public.current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('passerelle.tenant'::text, true), ''::text))::uuid;

ALTER FUNCTION public.current_tenant() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.current_tenant() IS 'The tenant of this transaction, set by set_config(''passerelle.tenant'', id, true); null when none is: then no row is visible.';

CREATE FUNCTION public.database_life() RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select (select system_identifier from pg_control_system())::text || '.'
        || (select oid from pg_database where datname = current_database())::text || '.'
        || 'unavailability_ledger'::regclass::oid::text || '.'
        || case when pg_is_in_recovery() then '' else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end
$$;

ALTER FUNCTION public.database_life() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.database_life() IS 'Differs after a restore, a recovery or a failover.';

CREATE FUNCTION public.dialect_overview() RETURNS TABLE(assumed_dialects bigint, doubted_dialects bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT count(*) FILTER (WHERE ((tenant.environment = 'production'::text) AND ((tenant.planning_dialect ->> 'probedAt'::text) IS NULL) AND (NOT (tenant.planning_dialect @? '$."findings".*?(@."origin" == "kept")'::jsonpath)))) AS count,
     count(*) FILTER (WHERE ((tenant.planning_dialect ->> 'doubt'::text) IS NOT NULL)) AS count
    FROM public.tenant
   WHERE (tenant.state = 'active'::text);
END;

ALTER FUNCTION public.dialect_overview() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.dialect_overview() IS 'Active tenants by how far their dialect is known. assumed: in production, and neither probed nor kept. doubted: nothing is written.';

CREATE FUNCTION public.ensure_history_partitions(months_ahead integer DEFAULT 3) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    today constant date := (clock_timestamp() at time zone 'UTC')::date;
    month timestamp;
    parent text;
    child text;
begin
    if not exists (select from clock_sighting where day = today) then
        insert into clock_sighting (day) values (today) on conflict (day) do nothing;
        delete from clock_sighting
            where day < (select day from clock_sighting where day <= today order by day desc offset 9 limit 1);
    end if;
    for step in 0..least(months_ahead, 24) loop
        month := date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => step);
        foreach parent in array array['run_history', 'run_problem', 'run_change'] loop
            child := parent || to_char(month, '"_y"YYYY"m"MM');
            continue when to_regclass('public.' || child) is not null;
            -- Serializes callers. Only the owner may lock this row.
            perform from public.schema_migration where number = 1 for no key update;
            continue when to_regclass('public.' || child) is not null;
            -- ATTACH allows concurrent reads and writes; CREATE … PARTITION OF does not.
            execute format('create table public.%I (like public.%I including all)', child, parent);
            execute format('alter table public.%I enable row level security, force row level security', child);
            execute format(
                'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                parent, child, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
                to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'));
        end loop;
    end loop;
end
$$;

ALTER FUNCTION public.ensure_history_partitions(months_ahead integer) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.ensure_history_partitions(months_ahead integer) IS 'Makes the partitions of this month and the following ones.';

CREATE FUNCTION public.find_tenant(by_slug text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT tenant.id FROM public.tenant WHERE (tenant.slug = find_tenant.by_slug));

ALTER FUNCTION public.find_tenant(by_slug text) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.find_tenant(by_slug text) IS 'The id of the tenant of that slug.';

CREATE TABLE public.tenant_data_key (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    master_key_id text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    wrapped_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY public.tenant_data_key FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_data_key OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant_data_key IS 'The key that seals a tenant''s secrets, itself sealed by a master key of the keyring. Without this row the secrets are unreadable for ever.';

COMMENT ON COLUMN public.tenant_data_key.id IS 'Part of what the secrets are sealed with.';

COMMENT ON COLUMN public.tenant_data_key.master_key_id IS 'Which key of the keyring opens it.';

COMMENT ON COLUMN public.tenant_data_key.wrapped IS 'A format byte, then AES-256-GCM: nonce, ciphertext, tag.';

CREATE FUNCTION public.list_data_key_usage() RETURNS TABLE(master_key_id text, tenants bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant_data_key.master_key_id,
     count(*) AS count
    FROM public.tenant_data_key
   GROUP BY tenant_data_key.master_key_id
   ORDER BY tenant_data_key.master_key_id;
END;

ALTER FUNCTION public.list_data_key_usage() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_data_key_usage() IS 'How many tenants'' data keys each master key wraps.';

CREATE SEQUENCE public.run_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER TABLE public.run_number OWNER TO passerelle_owner;

COMMENT ON SEQUENCE public.run_number IS 'Ids of runs, live and ended.';

CREATE TABLE public.run (
    id bigint DEFAULT nextval('public.run_number'::regclass) NOT NULL,
    tenant_id uuid NOT NULL,
    purpose text DEFAULT 'sync'::text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    trigger text NOT NULL,
    as_of date NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    scheduled_day date,
    scheduled_for timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    not_before timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    wait_set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    retries integer DEFAULT 0 NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    worker text,
    taken_over boolean DEFAULT false NOT NULL,
    lease_term integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    lease_seconds integer,
    cancel_requested boolean DEFAULT false NOT NULL,
    count_departments integer DEFAULT 0 NOT NULL,
    count_employees integer DEFAULT 0 NOT NULL,
    count_leaves integer DEFAULT 0 NOT NULL,
    count_absences integer DEFAULT 0 NOT NULL,
    count_created integer DEFAULT 0 NOT NULL,
    count_updated integer DEFAULT 0 NOT NULL,
    count_deleted integer DEFAULT 0 NOT NULL,
    count_unchanged integer DEFAULT 0 NOT NULL,
    count_failed integer DEFAULT 0 NOT NULL,
    requests_lucca integer DEFAULT 0 NOT NULL,
    requests_planningpme integer DEFAULT 0 NOT NULL,
    error jsonb,
    approves bigint,
    CONSTRAINT run_deaths_counted CHECK ((deaths >= 0)),
    CONSTRAINT run_error_has_code CHECK ((jsonb_typeof((error -> 'code'::text)) = 'string'::text)),
    CONSTRAINT run_purpose_known CHECK ((purpose = ANY (ARRAY['sync'::text, 'removal'::text]))),
    CONSTRAINT run_running_by_a_worker CHECK (((state = 'running'::text) = (worker IS NOT NULL))),
    CONSTRAINT run_running_under_a_lease CHECK (((state = 'running'::text) = (lease_until IS NOT NULL))),
    CONSTRAINT run_running_was_started CHECK (((state <> 'running'::text) OR (attempt > 0))),
    CONSTRAINT run_started_when_claimed CHECK ((((started_at IS NULL) = (attempt = 0)) AND ((attempt = 0) = (lease_term = 0)))),
    CONSTRAINT run_state_live CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text]))),
    CONSTRAINT run_trigger_known CHECK ((trigger = ANY (ARRAY['schedule'::text, 'manual'::text]))),
    CONSTRAINT run_window_in_order CHECK (((window_from <= as_of) AND (as_of < window_to)))
);

ALTER TABLE ONLY public.run FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run OWNER TO passerelle_owner;

COMMENT ON TABLE public.run IS 'Live runs: queued and running. An ended run moves to run_history in the transaction that ends it.';

COMMENT ON COLUMN public.run.purpose IS 'removal: it deletes the tenant''s events of today and later. Only `tenant delete` and `tenant edit` claim it.';

COMMENT ON COLUMN public.run.as_of IS 'The day the run sees the tenant on; its window is [window_from, window_to).';

COMMENT ON COLUMN public.run.scheduled_day IS 'The tenant''s local day that a scheduled run belongs to.';

COMMENT ON COLUMN public.run.not_before IS 'A queued run is not claimed earlier.';

COMMENT ON COLUMN public.run.wait_set_at IS 'When not_before was set: a wait that was set in the future is over.';

COMMENT ON COLUMN public.run.started_at IS 'The first claim.';

COMMENT ON COLUMN public.run.attempt IS 'Starts so far: the same number after a hand-back, the next one after a worker''s death.';

COMMENT ON COLUMN public.run.retries IS 'How often it failed for a cause that may pass, and was queued again.';

COMMENT ON COLUMN public.run.deaths IS 'How many workers died during it. After two it is performed alone, after three it fails.';

COMMENT ON COLUMN public.run.taken_over IS 'The last claim took it from a worker whose lease had ended.';

COMMENT ON COLUMN public.run.lease_term IS 'The fencing number: one more at each claim. Every write of a worker names it.';

COMMENT ON COLUMN public.run.lease_until IS 'By this database''s clock. Later, another worker may claim the run.';

COMMENT ON COLUMN public.run.lease_seconds IS 'The length of the lease at its last grant: an end further ahead than that is invalid.';

COMMENT ON COLUMN public.run.cancel_requested IS 'Its worker ends it as cancelled at the next safe point.';

COMMENT ON COLUMN public.run.count_leaves IS 'Half-days read that count.';

COMMENT ON COLUMN public.run.requests_lucca IS 'HTTP requests sent, retries included.';

COMMENT ON COLUMN public.run.error IS 'Why the run was handed back, as facts: a code, and the parameters of its text.';

COMMENT ON COLUMN public.run.approves IS 'The needs_review run whose deletions this one may perform.';

CREATE TABLE public.run_history (
    id bigint NOT NULL,
    tenant_id uuid NOT NULL,
    purpose text NOT NULL,
    state text NOT NULL,
    trigger text NOT NULL,
    as_of date NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    scheduled_day date,
    scheduled_for timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone NOT NULL,
    attempt integer NOT NULL,
    worker text,
    count_departments integer NOT NULL,
    count_employees integer NOT NULL,
    count_leaves integer NOT NULL,
    count_absences integer NOT NULL,
    count_created integer NOT NULL,
    count_updated integer NOT NULL,
    count_deleted integer NOT NULL,
    count_unchanged integer NOT NULL,
    count_failed integer NOT NULL,
    requests_lucca integer NOT NULL,
    requests_planningpme integer NOT NULL,
    error jsonb,
    approves bigint,
    approved_by bigint,
    CONSTRAINT run_history_error_has_code CHECK ((jsonb_typeof((error -> 'code'::text)) = 'string'::text)),
    CONSTRAINT run_history_only_a_review_is_approved CHECK (((approved_by IS NULL) OR (state = 'needs_review'::text))),
    CONSTRAINT run_history_purpose_known CHECK ((purpose = ANY (ARRAY['sync'::text, 'removal'::text]))),
    CONSTRAINT run_history_started_unless_cancelled CHECK (((started_at IS NOT NULL) OR (state = 'cancelled'::text))),
    CONSTRAINT run_history_state_ended CHECK ((state = ANY (ARRAY['succeeded'::text, 'partial'::text, 'needs_review'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT run_history_trigger_known CHECK ((trigger = ANY (ARRAY['schedule'::text, 'manual'::text])))
)
PARTITION BY RANGE (finished_at);

ALTER TABLE ONLY public.run_history FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_history OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_history IS 'Ended runs, one partition a month of finished_at (UTC). Columns as in run.';

COMMENT ON COLUMN public.run_history.worker IS 'The worker that ended it; null for a run cancelled while queued.';

COMMENT ON COLUMN public.run_history.approved_by IS 'The run that performed the deletions which this one withheld.';

CREATE VIEW public.run_record WITH (security_invoker='true') AS
 SELECT both_kinds.id,
    both_kinds.tenant_id,
    both_kinds.purpose,
    both_kinds.state,
    both_kinds.trigger,
    both_kinds.as_of,
    both_kinds.window_from,
    both_kinds.window_to,
    both_kinds.scheduled_day,
    both_kinds.scheduled_for,
    both_kinds.not_before,
    both_kinds.started_at,
    both_kinds.finished_at,
    both_kinds.attempt,
    both_kinds.worker,
    both_kinds.count_departments,
    both_kinds.count_employees,
    both_kinds.count_leaves,
    both_kinds.count_absences,
    both_kinds.count_created,
    both_kinds.count_updated,
    both_kinds.count_deleted,
    both_kinds.count_unchanged,
    both_kinds.count_failed,
    both_kinds.requests_lucca,
    both_kinds.requests_planningpme,
    both_kinds.error,
    both_kinds.approves,
    both_kinds.approved_by,
    tenant.slug AS tenant_slug
   FROM (( SELECT run.id,
            run.tenant_id,
            run.purpose,
            run.state,
            run.trigger,
            run.as_of,
            run.window_from,
            run.window_to,
            run.scheduled_day,
            run.scheduled_for,
            run.not_before,
            run.started_at,
            NULL::timestamp with time zone AS finished_at,
            run.attempt,
            run.worker,
            run.count_departments,
            run.count_employees,
            run.count_leaves,
            run.count_absences,
            run.count_created,
            run.count_updated,
            run.count_deleted,
            run.count_unchanged,
            run.count_failed,
            run.requests_lucca,
            run.requests_planningpme,
            run.error,
            run.approves,
            NULL::bigint AS approved_by
           FROM public.run
        UNION ALL
         SELECT run_history.id,
            run_history.tenant_id,
            run_history.purpose,
            run_history.state,
            run_history.trigger,
            run_history.as_of,
            run_history.window_from,
            run_history.window_to,
            run_history.scheduled_day,
            run_history.scheduled_for,
            run_history.not_before,
            run_history.started_at,
            run_history.finished_at,
            run_history.attempt,
            run_history.worker,
            run_history.count_departments,
            run_history.count_employees,
            run_history.count_leaves,
            run_history.count_absences,
            run_history.count_created,
            run_history.count_updated,
            run_history.count_deleted,
            run_history.count_unchanged,
            run_history.count_failed,
            run_history.requests_lucca,
            run_history.requests_planningpme,
            run_history.error,
            run_history.approves,
            run_history.approved_by
           FROM public.run_history) both_kinds
     JOIN public.tenant ON ((tenant.id = both_kinds.tenant_id)));

ALTER TABLE public.run_record OWNER TO passerelle_owner;

COMMENT ON VIEW public.run_record IS 'Every run, live or ended.';

CREATE FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) RETURNS SETOF public.run_record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    ids bigint[];
    oldest constant timestamptz := coalesce(since, '-infinity');
begin
    -- Select the ids first, with one index for each kind.
    if in_state is null then
        ids := array(
            (select id from run order by id desc limit at_most)
            union all
            (select id from run_history where finished_at >= oldest order by id desc limit at_most)
            order by id desc limit at_most);
    elsif in_state in ('queued', 'running') then
        ids := array(select id from run where state = in_state order by id desc limit at_most);
    else
        ids := array(
            select id from run_history where state = in_state and finished_at >= oldest order by id desc limit at_most);
    end if;
    return query select * from run_record where id = any (ids) order by id desc;
end
$$;

ALTER FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) IS 'Runs of every tenant, newest first: live ones, and those that ended since then.';

CREATE TABLE public.tenant_schedule (
    tenant_id uuid NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_day date,
    last_taken_at timestamp with time zone,
    failed_days integer DEFAULT 0 NOT NULL,
    suspended_by bigint,
    CONSTRAINT tenant_schedule_failed_days_counted CHECK ((failed_days >= 0))
);

ALTER TABLE ONLY public.tenant_schedule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_schedule OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant_schedule IS 'What the daily schedule remembers of a tenant.';

COMMENT ON COLUMN public.tenant_schedule.since IS 'The first activation: moments before it are not due.';

COMMENT ON COLUMN public.tenant_schedule.last_day IS 'The last local day whose run was queued, in the transaction that queues the run. It only grows, unless a wrong clock had set it.';

COMMENT ON COLUMN public.tenant_schedule.last_taken_at IS 'When last_day was taken: a day that was taken in the future does not count.';

COMMENT ON COLUMN public.tenant_schedule.failed_days IS 'Scheduled runs in a row that failed for a cause that no retry fixes.';

COMMENT ON COLUMN public.tenant_schedule.suspended_by IS 'The run whose failure suspended the tenant.';

CREATE FUNCTION public.list_schedules() RETURNS TABLE(tenant_id uuid, slug text, time_zone text, daily_at smallint, since timestamp with time zone, last_day date, is_busy boolean, read_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant.id,
     tenant.slug,
     tenant.time_zone,
     tenant.daily_at,
     COALESCE(tenant_schedule.since, tenant.created_at) AS "coalesce",
     tenant_schedule.last_day,
     (EXISTS ( SELECT
            FROM public.run
           WHERE (run.tenant_id = tenant.id))) AS "exists",
     clock_timestamp() AS clock_timestamp
    FROM (public.tenant
      LEFT JOIN public.tenant_schedule ON ((tenant_schedule.tenant_id = tenant.id)))
   WHERE (tenant.state = 'active'::text);
END;

ALTER FUNCTION public.list_schedules() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_schedules() IS 'What decides which active tenants are due. is_busy: a live run is in the way.';

CREATE FUNCTION public.list_suspended_tenants() RETURNS TABLE(slug text, suspended_by bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant.slug,
     tenant_schedule.suspended_by
    FROM (public.tenant
      LEFT JOIN public.tenant_schedule ON ((tenant_schedule.tenant_id = tenant.id)))
   WHERE (tenant.state = 'suspended'::text)
   ORDER BY tenant.slug;
END;

ALTER FUNCTION public.list_suspended_tenants() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_suspended_tenants() IS 'The tenants that are not synced until someone acts, each with the run whose failure decided that.';

CREATE FUNCTION public.list_taken_days() RETURNS TABLE(tenant_id uuid, taken_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant_schedule.tenant_id,
     tenant_schedule.last_taken_at
    FROM public.tenant_schedule
   WHERE (tenant_schedule.last_taken_at > (clock_timestamp() + '00:00:01'::interval));
END;

ALTER FUNCTION public.list_taken_days() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_taken_days() IS 'The tenants whose last day was taken later than now: the clock was ahead then, or is behind now.';

CREATE FUNCTION public.list_tenants() RETURNS SETOF public.tenant
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ select * from tenant order by slug $$;

ALTER FUNCTION public.list_tenants() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_tenants() IS 'Every tenant, by slug.';

CREATE FUNCTION public.list_tenants_under_other_master_key(than text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant_data_key.tenant_id
    FROM public.tenant_data_key
   WHERE (tenant_data_key.master_key_id <> list_tenants_under_other_master_key.than)
   ORDER BY tenant_data_key.tenant_id;
END;

ALTER FUNCTION public.list_tenants_under_other_master_key(than text) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_tenants_under_other_master_key(than text) IS 'The tenants whose data keys a rotation has still to re-wrap.';

CREATE FUNCTION public.mend_moments() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    -- A live worker renews long before the shortened lease ends.
    update run set lease_until = clock_timestamp() + make_interval(secs => coalesce(run.lease_seconds, 60))
        where id in (
            select id from run
            where state = 'running'
                and lease_until > clock_timestamp() + make_interval(secs => coalesce(run.lease_seconds, 60))
            for update skip locked);
    -- A correction of the clock by less than a second is ignored.
    update run
        set not_before = least(not_before, clock_timestamp()), scheduled_for = least(scheduled_for, clock_timestamp()),
            wait_set_at = clock_timestamp()
        where id in (
            select id from run
            where state = 'queued' and wait_set_at > clock_timestamp() + interval '1 second'
            for update skip locked);
end
$$;

ALTER FUNCTION public.mend_moments() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.mend_moments() IS 'Shortens what ends too late because the clock was ahead: leases to their length from now, waits to now.';

CREATE FUNCTION public.next_claim_seconds() RETURNS double precision
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT (EXTRACT(epoch FROM (min(queue.claimable_at) - clock_timestamp())))::double precision AS "extract"
    FROM ( SELECT
                 CASE run.state
                     WHEN 'running'::text THEN run.lease_until
                     ELSE run.not_before
                 END AS claimable_at
            FROM public.run
           WHERE (run.purpose = 'sync'::text)) queue
   WHERE (queue.claimable_at > clock_timestamp());
END;

ALTER FUNCTION public.next_claim_seconds() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.next_claim_seconds() IS 'Seconds until the next sync becomes claimable, unless its worker renews; null when there is none.';

CREATE FUNCTION public.prune_history(keep_months integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $_$
declare
    child text;
    dropped integer := 0;
    -- A clock that is temporarily ahead must not drop recent history.
    past constant timestamp := least(clock_timestamp(), surely_past()) at time zone 'UTC';
begin
    if keep_months is null or keep_months < 1 then
        raise exception 'history is kept for one month at least' using errcode = 'invalid_parameter_value';
    end if;
    for child in
        select relation.relname
        from pg_inherits
        join pg_class relation on relation.oid = inhrelid
        where inhparent in ('public.run_history'::regclass, 'public.run_problem'::regclass, 'public.run_change'::regclass)
            -- The conditions may be evaluated in any order, for tables of any name: only CASE keeps to_date from names that are
            -- no partition's.
            and case when relation.relname ~ '_y[0-9]{4}m[0-9]{2}$'
                then to_date(right(relation.relname, 7), 'YYYY"m"MM') + interval '1 month'
                    <= past - make_interval(months => keep_months) end
        order by relation.relname
    loop
        execute format('drop table public.%I', child);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$_$;

ALTER FUNCTION public.prune_history(keep_months integer) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.prune_history(keep_months integer) IS 'Drops the partitions whose every row is older than that. Returns how many.';

CREATE FUNCTION public.queue_overview() RETURNS TABLE(queued bigint, due bigint, running bigint, left_behind bigint, oldest_due_at timestamp with time zone, oldest_due_tenant text, next_due_at timestamp with time zone, active_tenants bigint, without_recent_success bigint, read_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT count(*) FILTER (WHERE (queue.state = 'queued'::text)) AS count,
     count(*) FILTER (WHERE queue.is_due) AS count,
     count(*) FILTER (WHERE (queue.state = 'running'::text)) AS count,
     count(*) FILTER (WHERE ((queue.state = 'running'::text) AND (queue.lease_until <= clock_timestamp()))) AS count,
     min(queue.due_at) FILTER (WHERE queue.is_due) AS min,
     (array_agg(queue.slug ORDER BY queue.due_at, queue.id) FILTER (WHERE queue.is_due))[1] AS array_agg,
     min(queue.not_before) FILTER (WHERE ((queue.state = 'queued'::text) AND (queue.not_before > clock_timestamp()))) AS min,
     ( SELECT count(*) AS count
            FROM public.tenant
           WHERE (tenant.state = 'active'::text)) AS count,
     ( SELECT count(*) AS count
            FROM (public.tenant
              LEFT JOIN public.tenant_schedule ON ((tenant_schedule.tenant_id = tenant.id)))
           WHERE ((tenant.state = 'active'::text) AND ((COALESCE(tenant_schedule.since, tenant.created_at) < (clock_timestamp() - '26:00:00'::interval)) OR (COALESCE(tenant_schedule.since, tenant.created_at) > clock_timestamp())) AND (NOT (EXISTS ( SELECT
                    FROM public.run_history
                   WHERE ((run_history.tenant_id = tenant.id) AND (run_history.state = ANY (ARRAY['succeeded'::text, 'partial'::text, 'needs_review'::text])) AND ((run_history.finished_at >= (clock_timestamp() - '26:00:00'::interval)) AND (run_history.finished_at <= clock_timestamp())))))))) AS count,
     clock_timestamp() AS clock_timestamp
    FROM ( SELECT run.id,
             run.state,
             run.lease_until,
             run.not_before,
             tenant.slug,
             LEAST(GREATEST(run.scheduled_for, run.not_before), clock_timestamp()) AS due_at,
             ((run.state = 'queued'::text) AND (run.not_before <= clock_timestamp()) AND ((run.trigger <> 'schedule'::text) OR (tenant.state = 'active'::text))) AS is_due
            FROM (public.run
              JOIN public.tenant ON ((tenant.id = run.tenant_id)))
           WHERE (run.purpose = 'sync'::text)) queue;
END;

ALTER FUNCTION public.queue_overview() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.queue_overview() IS 'How many syncs wait and run. without_recent_success: active tenants whose last 26 hours saw no run that read Lucca to its end.';

CREATE FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) RETURNS TABLE(run_id bigint, term integer, is_renewed boolean, is_cancel_requested boolean)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 WITH asked AS (
          SELECT asked.id,
             asked.term
            FROM UNNEST(renew_leases.runs, renew_leases.terms) asked(id, term)
         ), held AS (
          SELECT run.id,
             run.lease_term,
             run.cancel_requested
            FROM (public.run
              JOIN asked ON (((asked.id = run.id) AND (asked.term = run.lease_term))))
           WHERE ((run.state = 'running'::text) AND (run.lease_until > clock_timestamp()))
         ), free AS (
          SELECT run.id
            FROM (public.run
              JOIN asked ON (((asked.id = run.id) AND (asked.term = run.lease_term))))
           WHERE ((run.state = 'running'::text) AND (run.lease_until > clock_timestamp()))
           ORDER BY run.id
          FOR NO KEY UPDATE OF run SKIP LOCKED
         ), renewed AS (
          UPDATE public.run SET lease_until = (clock_timestamp() + make_interval(secs => (renew_leases.seconds)::double precision)), lease_seconds = renew_leases.seconds
            FROM free
           WHERE (run.id = free.id)
           RETURNING run.id
         )
  SELECT held.id,
     held.lease_term,
     (renewed.id IS NOT NULL),
     held.cancel_requested
    FROM (held
      LEFT JOIN renewed ON ((renewed.id = held.id)));
END;

ALTER FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) IS 'Renews what these terms hold, in one statement. A row that another session has locked is skipped, so that it does not delay the others. A term missing from the answer is lost.';

CREATE TABLE public.clock_sighting (
    day date NOT NULL
);

ALTER TABLE public.clock_sighting OWNER TO passerelle_owner;

COMMENT ON TABLE public.clock_sighting IS 'Days (UTC) on which this database was in use, the newest ten. No tenant''s data.';

CREATE FUNCTION public.surely_past() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(( SELECT ((clock_sighting.day)::timestamp without time zone AT TIME ZONE 'UTC'::text) AS timezone
            FROM public.clock_sighting
           WHERE (clock_sighting.day <= ((clock_timestamp() AT TIME ZONE 'UTC'::text))::date)
           ORDER BY clock_sighting.day DESC
          OFFSET 2
          LIMIT 1), '-infinity'::timestamp with time zone) AS "coalesce";
END;

ALTER FUNCTION public.surely_past() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.surely_past() IS 'A moment that has passed even when the clock is wrong: the third newest day that was seen. Data is deleted by age according to it.';

CREATE FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) RETURNS double precision
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    bucket_seconds constant integer := greatest(1, window_seconds / 60);
    budget request_budget;
    seconds double precision;
    bucket bigint;
    starts bigint[];
    counts integer[];
    taken bigint;
begin
    loop
        select * into budget from request_budget where scope = of_scope for update;
        exit when found;
        insert into request_budget (scope) values (of_scope) on conflict (scope) do nothing;
    end loop;
    -- Read the time after locking the row, because callers are served one at a time.
    seconds := extract(epoch from clock_timestamp());
    if budget.blocked_until > to_timestamp(seconds) then
        if budget.blocked_at > to_timestamp(seconds) then
            budget.blocked_until := to_timestamp(seconds) + (budget.blocked_until - budget.blocked_at);
            update request_budget set blocked_until = budget.blocked_until, blocked_at = to_timestamp(seconds)
                where scope = of_scope;
        end if;
        return extract(epoch from budget.blocked_until) - seconds;
    end if;
    bucket := floor(seconds / bucket_seconds)::bigint * bucket_seconds;
    -- A bucket counts as a whole while any of its requests may be inside the window. A bucket in the future was counted just
    -- before, by a clock that was ahead: it counts as a current one.
    select coalesce(array_agg(start order by start), '{}'), coalesce(array_agg(count order by start), '{}'), coalesce(sum(count), 0)
        into starts, counts, taken
        from (
            select least(start, bucket) as start, sum(count)::integer as count
            from unnest(budget.bucket_starts, budget.bucket_counts) as old (start, count)
            group by 1) merged
        where start + bucket_seconds + window_seconds > seconds;
    if taken >= request_limit then
        if exists (select from unnest(budget.bucket_starts) as old (start) where start > bucket) then
            update request_budget set bucket_starts = starts, bucket_counts = counts where scope = of_scope;
        end if;
        return coalesce(starts[1] + bucket_seconds + window_seconds - seconds, window_seconds);
    end if;
    if starts[cardinality(starts)] >= bucket then
        counts[cardinality(counts)] := counts[cardinality(counts)] + 1;
    else
        starts := starts || bucket;
        counts := counts || 1;
    end if;
    update request_budget
        set bucket_starts = starts, bucket_counts = counts, blocked_until = null, blocked_at = null, used_at = to_timestamp(seconds)
        where scope = of_scope;
    return null;
end
$$;

ALTER FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) IS 'Takes one request: null when taken, else the seconds until asking again makes sense.';

CREATE FUNCTION public.tenant_of_run(run_id bigint) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN COALESCE((SELECT run.tenant_id FROM public.run WHERE (run.id = tenant_of_run.run_id)), (SELECT run_history.tenant_id FROM public.run_history WHERE (run_history.id = tenant_of_run.run_id)));

ALTER FUNCTION public.tenant_of_run(run_id bigint) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.tenant_of_run(run_id bigint) IS 'The tenant of a run, live or ended.';

CREATE TABLE public.credential (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    sealed bytea NOT NULL,
    set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY public.credential FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credential OWNER TO passerelle_owner;

COMMENT ON TABLE public.credential IS 'A tenant''s secrets, sealed with its data key.';

COMMENT ON COLUMN public.credential.sealed IS 'A format byte, then AES-256-GCM: nonce, ciphertext, tag.';

CREATE TABLE public.department_link (
    tenant_id uuid NOT NULL,
    department_id text NOT NULL,
    planning_department_key bigint,
    is_explicit boolean NOT NULL
);

ALTER TABLE ONLY public.department_link FORCE ROW LEVEL SECURITY;

ALTER TABLE public.department_link OWNER TO passerelle_owner;

COMMENT ON TABLE public.department_link IS 'A Lucca department and its counterpart on the planning.';

COMMENT ON COLUMN public.department_link.planning_department_key IS 'null: searched in vain.';

COMMENT ON COLUMN public.department_link.is_explicit IS 'An operator said so.';

CREATE TABLE public.lucca_account (
    tenant_id uuid NOT NULL,
    planningpme_url text NOT NULL,
    account text NOT NULL
);

ALTER TABLE ONLY public.lucca_account FORCE ROW LEVEL SECURITY;

ALTER TABLE public.lucca_account OWNER TO passerelle_owner;

COMMENT ON TABLE public.lucca_account IS 'Which tenant''s events a Lucca account''s name marks on a planning, former names included. Maintained by the trigger of tenant.';

COMMENT ON COLUMN public.lucca_account.planningpme_url IS 'In lower case: a brand''s key ignores case.';

CREATE TABLE public.master_key (
    number integer NOT NULL,
    id text NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE public.master_key OWNER TO passerelle_owner;

COMMENT ON TABLE public.master_key IS 'The keys of this installation''s keyring: its first one, and one by each rotation. Any other key belongs to another keyring.';

COMMENT ON COLUMN public.master_key.number IS 'Of two concurrent rotations from the same key, one is rejected.';

COMMENT ON COLUMN public.master_key.id IS 'As in the keyring file and in tenant_data_key.master_key_id.';

CREATE TABLE public.reason_rule (
    tenant_id uuid NOT NULL,
    leave_account_id text NOT NULL,
    destination text NOT NULL,
    type_key bigint,
    origin text NOT NULL,
    CONSTRAINT reason_rule_destination_known CHECK ((destination = ANY (ARRAY['type'::text, 'ignore'::text, 'hide'::text]))),
    CONSTRAINT reason_rule_names_its_type CHECK (((destination = 'type'::text) = (type_key IS NOT NULL))),
    CONSTRAINT reason_rule_origin_known CHECK ((origin = ANY (ARRAY['operator'::text, 'automatic'::text, 'fallback'::text])))
);

ALTER TABLE ONLY public.reason_rule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reason_rule OWNER TO passerelle_owner;

COMMENT ON TABLE public.reason_rule IS 'Where the absences of a Lucca leave account go.';

COMMENT ON COLUMN public.reason_rule.origin IS 'operator: holds until an operator changes it; automatic: a type of the same label; fallback: the neutral type until one is found.';

CREATE TABLE public.resource_link (
    tenant_id uuid NOT NULL,
    employee_id text NOT NULL,
    resource_key bigint,
    identity_digest text NOT NULL,
    department_id text,
    department_lineage text
);

ALTER TABLE ONLY public.resource_link FORCE ROW LEVEL SECURITY;

ALTER TABLE public.resource_link OWNER TO passerelle_owner;

COMMENT ON TABLE public.resource_link IS 'The link between an employee of Lucca and a resource of PlanningPME.';

COMMENT ON COLUMN public.resource_link.resource_key IS 'null: searched in vain for these facts.';

COMMENT ON COLUMN public.resource_link.identity_digest IS 'Keyed digest of the identifier and e-mail that were compared.';

COMMENT ON COLUMN public.resource_link.department_id IS 'The Lucca department whose counterpart the resource was given.';

COMMENT ON COLUMN public.resource_link.department_lineage IS 'The employee''s place when last seen in scope: ids of Lucca''s departments from the root down, joined by slashes. Null: never noted.';

CREATE SEQUENCE public.run_change_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER TABLE public.run_change_number OWNER TO passerelle_owner;

CREATE TABLE public.run_change (
    tenant_id uuid NOT NULL,
    run_id bigint NOT NULL,
    number bigint DEFAULT nextval('public.run_change_number'::regclass) NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL,
    reference text NOT NULL,
    employee_id text NOT NULL,
    resource_key bigint NOT NULL,
    type_key bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT run_change_action_known CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text]))),
    CONSTRAINT run_change_outcome_known CHECK ((outcome = ANY (ARRAY['done'::text, 'rejected'::text, 'unconfirmed'::text, 'withheld'::text])))
)
PARTITION BY RANGE (recorded_at);

ALTER TABLE ONLY public.run_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_change OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_change IS 'A run''s writes of events, in order, and the deletions that the brake withheld.';

CREATE TABLE public.run_problem (
    tenant_id uuid NOT NULL,
    run_id bigint NOT NULL,
    "position" integer NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    code text NOT NULL,
    facts jsonb NOT NULL
)
PARTITION BY RANGE (finished_at);

ALTER TABLE ONLY public.run_problem FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_problem OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_problem IS 'Problems of an ended run. Employees are named by Lucca id and identifier, never by name.';

COMMENT ON COLUMN public.run_problem.finished_at IS 'Of the run: decides the partition.';

COMMENT ON COLUMN public.run_problem.facts IS 'What the problem is about, and what was found: {"subject": {…}, "finding": {"case": {…}}}.';

CREATE TABLE public.schema_function (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT schema_function_checksum_form CHECK ((checksum ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE public.schema_function OWNER TO passerelle_owner;

COMMENT ON TABLE public.schema_function IS 'The texts of functions that this database has had, in order: the last one of each name is in force, an earlier one is a former release''s.';

COMMENT ON COLUMN public.schema_function.name IS 'The file''s, without its ending.';

COMMENT ON COLUMN public.schema_function.checksum IS 'SHA-256 of the file''s text, in hexadecimal.';

ALTER TABLE public.schema_function ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.schema_function_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT schema_migration_checksum_form CHECK ((checksum ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT schema_migration_name_form CHECK ((name ~ '^m[0-9]{4}_(pre|post)_[a-z0-9_]+$'::text))
);

ALTER TABLE public.schema_migration OWNER TO passerelle_owner;

COMMENT ON TABLE public.schema_migration IS 'The migrations this database has had, in order.';

COMMENT ON COLUMN public.schema_migration.checksum IS 'SHA-256 of the migration''s text, in hexadecimal: an applied migration is never edited.';

COMMENT ON COLUMN public.schema_migration.applied_by IS 'The login that migrated.';

CREATE TABLE public.tenant_memory (
    tenant_id uuid NOT NULL,
    neutral_type_key bigint,
    reconciled_at timestamp with time zone,
    reconciled_in text,
    catalog_read_at timestamp with time zone,
    is_making boolean DEFAULT false NOT NULL,
    recorded_entries bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.tenant_memory FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_memory OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant_memory IS 'Facts of a tenant''s planning that are remembered between runs. No row: nothing is.';

COMMENT ON COLUMN public.tenant_memory.neutral_type_key IS 'PlanningPME''s key of the type that hides reasons.';

COMMENT ON COLUMN public.tenant_memory.reconciled_at IS 'When the planning was last read whole and the ledger made from it; null: references must be adopted first.';

COMMENT ON COLUMN public.tenant_memory.reconciled_in IS 'database_life() at reconciled_at: a restored database has another one, and what it remembers is old.';

COMMENT ON COLUMN public.tenant_memory.catalog_read_at IS 'When resources, departments and types were last read.';

COMMENT ON COLUMN public.tenant_memory.is_making IS 'A run creates types, departments or resources: until it records that it ended, its requests may still take effect.';

COMMENT ON COLUMN public.tenant_memory.recorded_entries IS 'Entries of the ledger, counted at reconciled_at and with each write since. With fewer in the ledger, references must be adopted first.';

CREATE TABLE public.unavailability_ledger (
    tenant_id uuid NOT NULL,
    reference text NOT NULL,
    event_key bigint,
    employee_id text NOT NULL,
    resource_key bigint NOT NULL,
    type_key bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    open_intent text,
    pending_reference text,
    CONSTRAINT unavailability_ledger_intent_known CHECK ((open_intent = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text]))),
    CONSTRAINT unavailability_ledger_key_unless_create_is_open CHECK (((event_key IS NOT NULL) OR (NOT (open_intent IS DISTINCT FROM 'create'::text)))),
    CONSTRAINT unavailability_ledger_pending_while_update_is_open CHECK (((pending_reference IS NULL) OR (NOT (open_intent IS DISTINCT FROM 'update'::text)))),
    CONSTRAINT unavailability_ledger_reference_form CHECK ((reference ~ '^\[lucca:[^/\]]+/[^/\]]+/[^/\]]+/[0-9]{4}-[0-9]{2}-[0-9]{2}-[AP]M\]$'::text))
);

ALTER TABLE ONLY public.unavailability_ledger FORCE ROW LEVEL SECURITY;

ALTER TABLE public.unavailability_ledger OWNER TO passerelle_owner;

COMMENT ON TABLE public.unavailability_ledger IS 'The events that the connector made on the planning.';

COMMENT ON COLUMN public.unavailability_ledger.reference IS 'As written in the event''s remark, brackets included.';

COMMENT ON COLUMN public.unavailability_ledger.event_key IS 'PlanningPME''s key; null while a create is open.';

COMMENT ON COLUMN public.unavailability_ledger.open_intent IS 'A remote write whose outcome is not recorded: it may or may not have happened.';

COMMENT ON COLUMN public.unavailability_ledger.pending_reference IS 'The reference an open update is about to write, when it changes.';

CREATE TABLE public.worker (
    name text NOT NULL,
    host text NOT NULL,
    process_id integer NOT NULL,
    version text NOT NULL,
    concurrency integer NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    heartbeat_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    is_draining boolean DEFAULT false NOT NULL,
    trouble text
);

ALTER TABLE public.worker OWNER TO passerelle_owner;

COMMENT ON TABLE public.worker IS 'The members of the fleet. A row goes with its process, or once its heartbeat is a day old. No tenant''s data.';

COMMENT ON COLUMN public.worker.name IS 'As in run.worker.';

COMMENT ON COLUMN public.worker.trouble IS 'The code of what keeps it from claiming runs; null when nothing does.';

ALTER TABLE ONLY public.clock_sighting
    ADD CONSTRAINT clock_sighting_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (tenant_id, kind);

ALTER TABLE ONLY public.department_link
    ADD CONSTRAINT department_link_pkey PRIMARY KEY (tenant_id, department_id);

ALTER TABLE ONLY public.lucca_account
    ADD CONSTRAINT lucca_account_once_per_planning UNIQUE (planningpme_url, account);

ALTER TABLE ONLY public.lucca_account
    ADD CONSTRAINT lucca_account_pkey PRIMARY KEY (tenant_id, account);

ALTER TABLE ONLY public.master_key
    ADD CONSTRAINT master_key_id_unique UNIQUE (id);

ALTER TABLE ONLY public.master_key
    ADD CONSTRAINT master_key_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.reason_rule
    ADD CONSTRAINT reason_rule_pkey PRIMARY KEY (tenant_id, leave_account_id);

ALTER TABLE ONLY public.request_budget
    ADD CONSTRAINT request_budget_pkey PRIMARY KEY (scope);

ALTER TABLE ONLY public.resource_link
    ADD CONSTRAINT resource_link_pkey PRIMARY KEY (tenant_id, employee_id);

ALTER TABLE ONLY public.run_change
    ADD CONSTRAINT run_change_pkey PRIMARY KEY (tenant_id, run_id, number, recorded_at);

ALTER TABLE ONLY public.run_history
    ADD CONSTRAINT run_history_pkey PRIMARY KEY (id, finished_at);

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_one_active_per_tenant UNIQUE (tenant_id);

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.run_problem
    ADD CONSTRAINT run_problem_pkey PRIMARY KEY (tenant_id, run_id, "position", finished_at);

ALTER TABLE ONLY public.schema_function
    ADD CONSTRAINT schema_function_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.schema_function
    ADD CONSTRAINT schema_function_text_once UNIQUE (name, checksum);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_name_unique UNIQUE (name);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.tenant_data_key
    ADD CONSTRAINT tenant_data_key_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.tenant_memory
    ADD CONSTRAINT tenant_memory_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenant_schedule
    ADD CONSTRAINT tenant_schedule_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_slug_unique UNIQUE (slug);

ALTER TABLE ONLY public.unavailability_ledger
    ADD CONSTRAINT unavailability_ledger_pkey PRIMARY KEY (tenant_id, reference);

ALTER TABLE ONLY public.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (name);

CREATE INDEX run_claim_order ON public.run USING btree (((trigger = 'schedule'::text)), scheduled_for, id) WHERE (state = 'queued'::text);

CREATE INDEX run_history_newest_in_state ON ONLY public.run_history USING btree (state, id DESC);

CREATE INDEX run_history_newest_of_tenant ON ONLY public.run_history USING btree (tenant_id, id DESC);

CREATE UNIQUE INDEX tenant_account_once_per_planning ON public.tenant USING btree (lower(split_part(split_part(lucca_url, '://'::text, 2), '.'::text, 1)), lower(planningpme_url));

CREATE TRIGGER claim_lucca_accounts AFTER INSERT OR UPDATE OF lucca_url, planningpme_url, former_accounts ON public.tenant FOR EACH ROW EXECUTE FUNCTION public.claim_lucca_accounts();

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_has_a_key FOREIGN KEY (tenant_id) REFERENCES public.tenant_data_key(tenant_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.department_link
    ADD CONSTRAINT department_link_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.lucca_account
    ADD CONSTRAINT lucca_account_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reason_rule
    ADD CONSTRAINT reason_rule_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.resource_link
    ADD CONSTRAINT resource_link_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_data_key
    ADD CONSTRAINT tenant_data_key_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_memory
    ADD CONSTRAINT tenant_memory_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_schedule
    ADD CONSTRAINT tenant_schedule_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.unavailability_ledger
    ADD CONSTRAINT unavailability_ledger_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE public.credential ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.department_link ENABLE ROW LEVEL SECURITY;

CREATE POLICY directory ON public.run FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.run_history FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant_data_key FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant_schedule FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory_claims ON public.run FOR UPDATE TO passerelle_directory USING (true);

ALTER TABLE public.lucca_account ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON public.credential USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.department_link USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.lucca_account USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.reason_rule USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.resource_link USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_change USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_history USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_problem USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant USING ((id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_data_key USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_memory USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_schedule USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.unavailability_ledger USING ((tenant_id = public.current_tenant()));

ALTER TABLE public.reason_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.resource_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_problem ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_data_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_memory ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_schedule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unavailability_ledger ENABLE ROW LEVEL SECURITY;

GRANT ALL ON SCHEMA public TO passerelle_owner WITH GRANT OPTION;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.request_budget TO passerelle_worker;
GRANT SELECT ON TABLE public.request_budget TO passerelle_reader;
GRANT SELECT ON TABLE public.request_budget TO passerelle_directory;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant TO passerelle_reader;
GRANT SELECT ON TABLE public.tenant TO passerelle_directory;

REVOKE ALL ON FUNCTION public.budget_shares() FROM PUBLIC;
GRANT ALL ON FUNCTION public.budget_shares() TO passerelle_worker;
GRANT ALL ON FUNCTION public.budget_shares() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.claim_lucca_accounts() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.current_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_directory;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_worker;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.database_life() FROM PUBLIC;
GRANT ALL ON FUNCTION public.database_life() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.dialect_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION public.dialect_overview() TO passerelle_worker;
GRANT ALL ON FUNCTION public.dialect_overview() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.ensure_history_partitions(months_ahead integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ensure_history_partitions(months_ahead integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.find_tenant(by_slug text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_tenant(by_slug text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.find_tenant(by_slug text) TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_data_key TO passerelle_worker;

GRANT SELECT(tenant_id) ON TABLE public.tenant_data_key TO passerelle_directory;

GRANT SELECT(master_key_id) ON TABLE public.tenant_data_key TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_data_key_usage() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_data_key_usage() TO passerelle_worker;

GRANT USAGE ON SEQUENCE public.run_number TO passerelle_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.run TO passerelle_worker;
GRANT SELECT ON TABLE public.run TO passerelle_reader;
GRANT SELECT ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(state) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(scheduled_for) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(not_before) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(wait_set_at) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(started_at) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(attempt) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(deaths) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(worker) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(taken_over) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_term) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_until) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_seconds) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(error) ON TABLE public.run TO passerelle_directory;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_history TO passerelle_worker;
GRANT SELECT ON TABLE public.run_history TO passerelle_reader;
GRANT SELECT ON TABLE public.run_history TO passerelle_directory;

GRANT UPDATE(approved_by) ON TABLE public.run_history TO passerelle_worker;

GRANT SELECT ON TABLE public.run_record TO passerelle_worker;
GRANT SELECT ON TABLE public.run_record TO passerelle_reader;
GRANT SELECT ON TABLE public.run_record TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_schedule TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant_schedule TO passerelle_reader;
GRANT SELECT ON TABLE public.tenant_schedule TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_schedules() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_schedules() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_schedules() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_suspended_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_suspended_tenants() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_suspended_tenants() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_taken_days() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_taken_days() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_taken_days() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenants() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_tenants() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.mend_moments() FROM PUBLIC;
GRANT ALL ON FUNCTION public.mend_moments() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.next_claim_seconds() FROM PUBLIC;
GRANT ALL ON FUNCTION public.next_claim_seconds() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.prune_history(keep_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.prune_history(keep_months integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.queue_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION public.queue_overview() TO passerelle_worker;
GRANT ALL ON FUNCTION public.queue_overview() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) TO passerelle_worker;

GRANT SELECT ON TABLE public.clock_sighting TO passerelle_worker;

REVOKE ALL ON FUNCTION public.surely_past() FROM PUBLIC;
GRANT ALL ON FUNCTION public.surely_past() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.tenant_of_run(run_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_worker;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.credential TO passerelle_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.department_link TO passerelle_worker;
GRANT SELECT ON TABLE public.department_link TO passerelle_reader;

GRANT SELECT,INSERT,DELETE ON TABLE public.lucca_account TO passerelle_worker;

GRANT SELECT,INSERT ON TABLE public.master_key TO passerelle_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reason_rule TO passerelle_worker;
GRANT SELECT ON TABLE public.reason_rule TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resource_link TO passerelle_worker;

GRANT USAGE ON SEQUENCE public.run_change_number TO passerelle_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_change TO passerelle_worker;
GRANT SELECT ON TABLE public.run_change TO passerelle_reader;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_problem TO passerelle_worker;
GRANT SELECT ON TABLE public.run_problem TO passerelle_reader;

GRANT SELECT ON TABLE public.schema_function TO passerelle_worker;
GRANT SELECT ON TABLE public.schema_function TO passerelle_reader;

GRANT SELECT ON TABLE public.schema_migration TO passerelle_worker;
GRANT SELECT ON TABLE public.schema_migration TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_memory TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant_memory TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.unavailability_ledger TO passerelle_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worker TO passerelle_worker;
GRANT SELECT ON TABLE public.worker TO passerelle_reader;
GRANT SELECT ON TABLE public.worker TO passerelle_directory;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_directory REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

