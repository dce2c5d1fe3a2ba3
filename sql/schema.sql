
CREATE TABLE public.request_budget (
    scope text NOT NULL,
    bucket_starts bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    bucket_counts integer[] DEFAULT '{}'::integer[] NOT NULL,
    blocked_until timestamp with time zone,
    used_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT request_budget_buckets_counted CHECK ((cardinality(bucket_starts) = cardinality(bucket_counts)))
)
WITH (fillfactor='50');

ALTER TABLE public.request_budget OWNER TO passerelle_owner;

COMMENT ON TABLE public.request_budget IS 'Requests sent lately to a remote, in buckets of a sixtieth of the window.';

COMMENT ON COLUMN public.request_budget.bucket_starts IS 'Seconds since 1970, oldest first.';

COMMENT ON COLUMN public.request_budget.blocked_until IS 'The remote asked for silence until then.';

CREATE TABLE public.tenant (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    environment text NOT NULL,
    lucca_url text NOT NULL,
    planningpme_url text NOT NULL,
    contact text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    department_scope jsonb DEFAULT '[]'::jsonb NOT NULL,
    identifier text NOT NULL,
    match_email boolean NOT NULL,
    creates text[] NOT NULL,
    include_pending boolean NOT NULL,
    neutral_type text NOT NULL,
    time_zone text NOT NULL,
    day_start smallint NOT NULL,
    midday smallint NOT NULL,
    day_end smallint NOT NULL,
    days_off text[] NOT NULL,
    holidays text NOT NULL,
    hourly_requests integer NOT NULL,
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
    CONSTRAINT tenant_department_scope_is_a_list CHECK ((jsonb_typeof(department_scope) = 'array'::text)),
    CONSTRAINT tenant_environment_known CHECK ((environment = ANY (ARRAY['production'::text, 'test'::text]))),
    CONSTRAINT tenant_holidays_known CHECK ((holidays = ANY (ARRAY['none'::text, 'fr'::text, 'fr-alsace-moselle'::text]))),
    CONSTRAINT tenant_horizon_range CHECK (((horizon_months >= 1) AND (horizon_months <= 24))),
    CONSTRAINT tenant_hourly_requests_range CHECK (((hourly_requests >= 1) AND (hourly_requests <= 10000))),
    CONSTRAINT tenant_identifier_known CHECK ((identifier = ANY (ARRAY['employee-number'::text, 'login'::text, 'lucca-id'::text]))),
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

COMMENT ON COLUMN public.tenant.planningpme_url IS 'With the brand and a trailing slash.';

COMMENT ON COLUMN public.tenant.contact IS 'As an operator typed it.';

COMMENT ON COLUMN public.tenant.department_scope IS 'Lucca''s base departments: [{"id": "12", "withDescendants": true}]. Empty until an operator chose.';

COMMENT ON COLUMN public.tenant.identifier IS 'Which of an employee''s identifiers equals the resource''s registration number.';

COMMENT ON COLUMN public.tenant.creates IS 'What a sync may create in PlanningPME.';

COMMENT ON COLUMN public.tenant.neutral_type IS 'Label of the unavailability type that hides reasons, as an operator typed it.';

COMMENT ON COLUMN public.tenant.day_start IS 'Minutes since local midnight, as are midday, day_end and daily_at.';

COMMENT ON COLUMN public.tenant.hourly_requests IS 'PlanningPME''s plan: requests an hour.';

COMMENT ON COLUMN public.tenant.daily_at IS 'null: a moment of the night, spread by tenant.';

COMMENT ON COLUMN public.tenant.initial_from IS 'Where the window starts until the first successful run.';

CREATE FUNCTION public.budget_shares() RETURNS TABLE(remote text, smallest_share_left double precision, blocked bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT budget.kind,
     min(GREATEST((0)::double precision, ((1)::double precision - (budget.taken / (budget.plan)::double precision)))) AS min,
     count(*) FILTER (WHERE (budget.blocked_until > clock_timestamp())) AS count
    FROM ( SELECT split_part(request_budget.scope, ':'::text, 1) AS kind,
             request_budget.blocked_until,
                 CASE
                     WHEN (request_budget.scope ~~ 'lucca:%'::text) THEN 50.0
                     ELSE (COALESCE(tenant.hourly_requests, 2000))::numeric
                 END AS plan,
             ( SELECT (COALESCE(sum(bucket.count), (0)::bigint))::double precision AS "coalesce"
                    FROM UNNEST(request_budget.bucket_starts, request_budget.bucket_counts) bucket(start, count)
                   WHERE (((bucket.start +
                         CASE
                             WHEN (request_budget.scope ~~ 'lucca:%'::text) THEN (1 + 62)
                             ELSE (60 + 3600)
                         END))::numeric > EXTRACT(epoch FROM clock_timestamp()))) AS taken
            FROM (public.request_budget
              LEFT JOIN public.tenant ON (((tenant.id)::text = split_part(request_budget.scope, ':'::text, 2))))) budget
   GROUP BY budget.kind
   ORDER BY budget.kind;
END;

ALTER FUNCTION public.budget_shares() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.budget_shares() IS 'Of each kind of remote, the smallest share of any account''s requests that is left, and how many asked for silence.';

CREATE FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer) RETURNS TABLE(run_id bigint, tenant_id uuid, lease_term integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    ids bigint[];
begin
    -- What dead workers left behind comes first: somebody waits for its end.
    ids := array(
        select run.id from run
        where run.purpose = 'sync' and run.state = 'running' and run.lease_until <= clock_timestamp()
        order by run.lease_until limit at_most for update skip locked);
    ids := ids || array(
        select run.id from run
        where run.purpose = 'sync' and run.state = 'queued' and run.not_before <= clock_timestamp()
            and (run.trigger <> 'schedule'
                or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))
        order by (run.trigger = 'schedule'), run.scheduled_for, run.id
        limit at_most - cardinality(ids) for update skip locked);
    return query
        update run
        set state = 'running', worker = claimer, lease_term = run.lease_term + 1,
            lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
            attempt = case when run.state = 'running' or run.attempt = 0 then run.attempt + 1 else run.attempt end,
            taken_over = run.state = 'running', started_at = coalesce(run.started_at, clock_timestamp()),
            error_code = null, error_message = null, error_remedy = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end;
$$;

ALTER FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer) IS 'Claims due syncs of any tenant: those left behind, then manual ones, then scheduled ones of active tenants, oldest first.';

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

CREATE FUNCTION public.ensure_history_partitions(months_ahead integer DEFAULT 3) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    month timestamp;
    parent text;
    child text;
begin
    for step in 0..least(months_ahead, 24) loop
        month := date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => step);
        foreach parent in array array['run_history', 'run_problem', 'run_change'] loop
            child := parent || to_char(month, '"_y"YYYY"m"MM');
            continue when to_regclass('public.' || child) is not null;
            perform pg_advisory_xact_lock(hashtextextended('passerelle.history', 0));
            continue when to_regclass('public.' || child) is not null;
            -- ATTACH lets the others read and write meanwhile; CREATE … PARTITION OF would not.
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
    state text DEFAULT 'queued'::text NOT NULL,
    trigger text NOT NULL,
    as_of date NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    scheduled_for timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    not_before timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    worker text,
    lease_term integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
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
    error_code text,
    error_message text,
    error_remedy text,
    approves bigint,
    scheduled_day date,
    retries integer DEFAULT 0 NOT NULL,
    cancel_requested boolean DEFAULT false NOT NULL,
    purpose text DEFAULT 'sync'::text NOT NULL,
    taken_over boolean DEFAULT false NOT NULL,
    CONSTRAINT run_error_whole CHECK ((num_nulls(error_code, error_message, error_remedy) = ANY (ARRAY[0, 3]))),
    CONSTRAINT run_purpose_known CHECK ((purpose = ANY (ARRAY['sync'::text, 'removal'::text]))),
    CONSTRAINT run_running_by_a_worker CHECK (((state = 'running'::text) = (worker IS NOT NULL))),
    CONSTRAINT run_running_under_a_lease CHECK (((state = 'running'::text) = (lease_until IS NOT NULL))),
    CONSTRAINT run_running_was_started CHECK (((state <> 'running'::text) OR (attempt > 0))),
    CONSTRAINT run_started_when_claimed CHECK ((((started_at IS NULL) = (attempt = 0)) AND ((attempt = 0) = (lease_term = 0)))),
    CONSTRAINT run_state_live CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text]))),
    CONSTRAINT run_trigger_known CHECK ((trigger = ANY (ARRAY['schedule'::text, 'manual'::text, 'preview'::text]))),
    CONSTRAINT run_window_in_order CHECK (((window_from <= as_of) AND (as_of < window_to)))
);

ALTER TABLE ONLY public.run FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run OWNER TO passerelle_owner;

COMMENT ON TABLE public.run IS 'Live runs: queued and running. An ended run moves to run_history in the transaction that ends it.';

COMMENT ON COLUMN public.run.as_of IS 'The day the run sees the tenant on; its window is [window_from, window_to).';

COMMENT ON COLUMN public.run.not_before IS 'A queued run is not claimed earlier.';

COMMENT ON COLUMN public.run.started_at IS 'The first claim.';

COMMENT ON COLUMN public.run.attempt IS 'Starts so far; a run that was handed back goes on under the same number, one whose worker died under the next.';

COMMENT ON COLUMN public.run.lease_term IS 'The fencing number: one more at each claim. Every write of a worker names it.';

COMMENT ON COLUMN public.run.lease_until IS 'By this database''s clock. Later, another worker may claim the run.';

COMMENT ON COLUMN public.run.count_leaves IS 'Half-days read that count.';

COMMENT ON COLUMN public.run.requests_lucca IS 'HTTP requests sent, retries included.';

COMMENT ON COLUMN public.run.error_code IS 'Why the run was handed back.';

COMMENT ON COLUMN public.run.approves IS 'The needs_review run whose deletions this one may perform.';

COMMENT ON COLUMN public.run.scheduled_day IS 'The tenant''s local day that a scheduled run belongs to.';

COMMENT ON COLUMN public.run.retries IS 'How often it failed for a cause that may pass, and was queued again.';

COMMENT ON COLUMN public.run.cancel_requested IS 'Its worker ends it as cancelled at the next safe point.';

COMMENT ON COLUMN public.run.purpose IS 'removal: it takes the tenant''s events of today and later off the planning. Only `tenant delete` claims it, and what is left of it.';

COMMENT ON COLUMN public.run.taken_over IS 'The last claim took it from a worker whose lease had ended.';

CREATE TABLE public.run_history (
    id bigint NOT NULL,
    tenant_id uuid NOT NULL,
    state text NOT NULL,
    trigger text NOT NULL,
    as_of date NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
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
    error_code text,
    error_message text,
    error_remedy text,
    approves bigint,
    approved_by bigint,
    scheduled_day date,
    purpose text DEFAULT 'sync'::text NOT NULL,
    CONSTRAINT run_history_error_whole CHECK ((num_nulls(error_code, error_message, error_remedy) = ANY (ARRAY[0, 3]))),
    CONSTRAINT run_history_only_a_review_is_approved CHECK (((approved_by IS NULL) OR (state = 'needs_review'::text))),
    CONSTRAINT run_history_purpose_known CHECK ((purpose = ANY (ARRAY['sync'::text, 'removal'::text]))),
    CONSTRAINT run_history_started_unless_cancelled CHECK (((started_at IS NOT NULL) OR (state = 'cancelled'::text))),
    CONSTRAINT run_history_state_ended CHECK ((state = ANY (ARRAY['succeeded'::text, 'partial'::text, 'needs_review'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT run_history_trigger_known CHECK ((trigger = ANY (ARRAY['schedule'::text, 'manual'::text, 'preview'::text])))
)
PARTITION BY RANGE (finished_at);

ALTER TABLE ONLY public.run_history FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_history OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_history IS 'Ended runs, one partition a month of finished_at (UTC). Columns as in run.';

COMMENT ON COLUMN public.run_history.worker IS 'Who ended it; null for a run cancelled while nobody ran it.';

COMMENT ON COLUMN public.run_history.approved_by IS 'The run that performed the deletions which this one withheld.';

COMMENT ON COLUMN public.run_history.scheduled_day IS 'The tenant''s local day that a scheduled run belonged to.';

CREATE VIEW public.run_record WITH (security_invoker='true') AS
 SELECT both_kinds.id,
    both_kinds.tenant_id,
    both_kinds.state,
    both_kinds.trigger,
    both_kinds.as_of,
    both_kinds.window_from,
    both_kinds.window_to,
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
    both_kinds.error_code,
    both_kinds.error_message,
    both_kinds.error_remedy,
    both_kinds.approves,
    both_kinds.approved_by,
    tenant.slug AS tenant_slug,
    both_kinds.purpose
   FROM (( SELECT run.id,
            run.tenant_id,
            run.state,
            run.trigger,
            run.as_of,
            run.window_from,
            run.window_to,
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
            run.error_code,
            run.error_message,
            run.error_remedy,
            run.approves,
            NULL::bigint AS approved_by,
            run.purpose
           FROM public.run
        UNION ALL
         SELECT run_history.id,
            run_history.tenant_id,
            run_history.state,
            run_history.trigger,
            run_history.as_of,
            run_history.window_from,
            run_history.window_to,
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
            run_history.error_code,
            run_history.error_message,
            run_history.error_remedy,
            run_history.approves,
            run_history.approved_by,
            run_history.purpose
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
    -- The ids first, each kind by its own index.
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
    failed_days integer DEFAULT 0 NOT NULL,
    suspended_by bigint,
    CONSTRAINT tenant_schedule_failed_days_counted CHECK ((failed_days >= 0))
);

ALTER TABLE ONLY public.tenant_schedule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_schedule OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant_schedule IS 'What the daily schedule remembers of a tenant.';

COMMENT ON COLUMN public.tenant_schedule.since IS 'The first activation: moments before it are not due.';

COMMENT ON COLUMN public.tenant_schedule.last_day IS 'The last local day whose run was queued. It only grows, in the transaction that queues the run: so each day gets one run at most.';

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

COMMENT ON FUNCTION public.next_claim_seconds() IS 'Until the next sync that is not claimable now becomes so, unless its worker renews; null when there is none.';

CREATE FUNCTION public.prune_history(keep_months integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $_$
declare
    child text;
    dropped integer := 0;
begin
    if keep_months is null or keep_months < 1 then
        raise exception 'history is kept for one month at least' using errcode = 'invalid_parameter_value';
    end if;
    for child in
        select relation.relname
        from pg_inherits
        join pg_class relation on relation.oid = inhrelid
        where inhparent in ('public.run_history'::regclass, 'public.run_problem'::regclass, 'public.run_change'::regclass)
            -- Conditions are tested in any order, of tables of any name: only a CASE keeps to_date from what is no partition's.
            and case when relation.relname ~ '_y[0-9]{4}m[0-9]{2}$'
                then to_date(right(relation.relname, 7), 'YYYY"m"MM') + interval '1 month'
                    <= (clock_timestamp() at time zone 'UTC') - make_interval(months => keep_months) end
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
           WHERE ((tenant.state = 'active'::text) AND (COALESCE(tenant_schedule.since, tenant.created_at) < (clock_timestamp() - '26:00:00'::interval)) AND (NOT (EXISTS ( SELECT
                    FROM public.run_history
                   WHERE ((run_history.tenant_id = tenant.id) AND (run_history.state = ANY (ARRAY['succeeded'::text, 'partial'::text, 'needs_review'::text])) AND (run_history.finished_at >= (clock_timestamp() - '26:00:00'::interval)))))))) AS count,
     clock_timestamp() AS clock_timestamp
    FROM ( SELECT run.id,
             run.state,
             run.lease_until,
             run.not_before,
             tenant.slug,
             GREATEST(run.scheduled_for, run.not_before) AS due_at,
             ((run.state = 'queued'::text) AND (run.not_before <= clock_timestamp()) AND ((run.trigger <> 'schedule'::text) OR (tenant.state = 'active'::text))) AS is_due
            FROM (public.run
              JOIN public.tenant ON ((tenant.id = run.tenant_id)))
           WHERE (run.purpose = 'sync'::text)) queue;
END;

ALTER FUNCTION public.queue_overview() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.queue_overview() IS 'How many syncs wait and run. without_recent_success: active tenants whose last 26 hours saw no run that read Lucca to its end.';

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
    -- Read after the row is locked: takers are served one after the other.
    seconds := extract(epoch from clock_timestamp());
    if budget.blocked_until > to_timestamp(seconds) then
        return extract(epoch from budget.blocked_until) - seconds;
    end if;
    -- A bucket counts whole for as long as one of its requests may be inside the window.
    select coalesce(array_agg(start order by start), '{}'), coalesce(array_agg(count order by start), '{}'), coalesce(sum(count), 0)
        into starts, counts, taken
        from unnest(budget.bucket_starts, budget.bucket_counts) as old (start, count)
        where start + bucket_seconds + window_seconds > seconds;
    if taken >= request_limit then
        return coalesce(starts[1] + bucket_seconds + window_seconds - seconds, window_seconds);
    end if;
    bucket := floor(seconds / bucket_seconds)::bigint * bucket_seconds;
    if starts[cardinality(starts)] >= bucket then
        counts[cardinality(counts)] := counts[cardinality(counts)] + 1;
    else
        starts := starts || bucket;
        counts := counts || 1;
    end if;
    update request_budget
        set bucket_starts = starts, bucket_counts = counts, blocked_until = null, used_at = to_timestamp(seconds)
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

COMMENT ON FUNCTION public.tenant_of_run(run_id bigint) IS 'Whose run that is, live or ended.';

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
    department_id text
);

ALTER TABLE ONLY public.resource_link FORCE ROW LEVEL SECURITY;

ALTER TABLE public.resource_link OWNER TO passerelle_owner;

COMMENT ON TABLE public.resource_link IS 'The lasting tie between an employee of Lucca and a resource of PlanningPME.';

COMMENT ON COLUMN public.resource_link.resource_key IS 'null: searched in vain for these facts.';

COMMENT ON COLUMN public.resource_link.identity_digest IS 'Keyed digest of the identifier and e-mail that were compared.';

COMMENT ON COLUMN public.resource_link.department_id IS 'The Lucca department whose counterpart the resource was given.';

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
    subject text NOT NULL,
    message text NOT NULL,
    remedy text NOT NULL
)
PARTITION BY RANGE (finished_at);

ALTER TABLE ONLY public.run_problem FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_problem OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_problem IS 'What of an ended run needs a person. Employees are named by Lucca id and identifier, never by name.';

COMMENT ON COLUMN public.run_problem.finished_at IS 'Of the run: decides the partition.';

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
    directory_read_at timestamp with time zone
);

ALTER TABLE ONLY public.tenant_memory FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_memory OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant_memory IS 'Facts of a tenant''s planning that are remembered between runs. No row: nothing is.';

COMMENT ON COLUMN public.tenant_memory.neutral_type_key IS 'PlanningPME''s key of the type that hides reasons.';

COMMENT ON COLUMN public.tenant_memory.reconciled_at IS 'When the planning was last read whole and the ledger made from it; null: references must be adopted first.';

COMMENT ON COLUMN public.tenant_memory.reconciled_in IS 'database_life() at reconciled_at: a restored database has another one, and what it remembers is old.';

COMMENT ON COLUMN public.tenant_memory.directory_read_at IS 'When resources, departments and types were last read.';

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

COMMENT ON COLUMN public.unavailability_ledger.reference IS 'As it stands in the event''s remark, brackets included.';

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

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (tenant_id, kind);

ALTER TABLE ONLY public.department_link
    ADD CONSTRAINT department_link_pkey PRIMARY KEY (tenant_id, department_id);

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

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_has_a_key FOREIGN KEY (tenant_id) REFERENCES public.tenant_data_key(tenant_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.department_link
    ADD CONSTRAINT department_link_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

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

CREATE POLICY own_tenant ON public.credential USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.department_link USING ((tenant_id = public.current_tenant()));

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

REVOKE ALL ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.current_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_directory;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_worker;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.database_life() FROM PUBLIC;
GRANT ALL ON FUNCTION public.database_life() TO passerelle_worker;

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

GRANT UPDATE(started_at) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(attempt) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(worker) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_term) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_until) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(error_code) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(error_message) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(error_remedy) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(taken_over) ON TABLE public.run TO passerelle_directory;

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

REVOKE ALL ON FUNCTION public.list_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenants() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_tenants() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.next_claim_seconds() FROM PUBLIC;
GRANT ALL ON FUNCTION public.next_claim_seconds() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.prune_history(keep_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.prune_history(keep_months integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.queue_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION public.queue_overview() TO passerelle_worker;
GRANT ALL ON FUNCTION public.queue_overview() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_request(of_scope text, request_limit integer, window_seconds integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.tenant_of_run(run_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_worker;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.credential TO passerelle_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.department_link TO passerelle_worker;
GRANT SELECT ON TABLE public.department_link TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reason_rule TO passerelle_worker;
GRANT SELECT ON TABLE public.reason_rule TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resource_link TO passerelle_worker;

GRANT USAGE ON SEQUENCE public.run_change_number TO passerelle_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_change TO passerelle_worker;
GRANT SELECT ON TABLE public.run_change TO passerelle_reader;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_problem TO passerelle_worker;
GRANT SELECT ON TABLE public.run_problem TO passerelle_reader;

GRANT SELECT ON TABLE public.schema_migration TO passerelle_worker;
GRANT SELECT ON TABLE public.schema_migration TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_memory TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant_memory TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.unavailability_ledger TO passerelle_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worker TO passerelle_worker;
GRANT SELECT ON TABLE public.worker TO passerelle_reader;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

