
CREATE FUNCTION public.console_hash(credential text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(sha256(convert_to(credential, 'UTF8'::name)), 'hex'::text);

ALTER FUNCTION public.console_hash(credential text) OWNER TO passerelle_people;

CREATE TABLE public.console_session (
    hash text NOT NULL,
    login text NOT NULL,
    is_vouched boolean NOT NULL,
    began_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE public.console_session OWNER TO passerelle_owner;

COMMENT ON TABLE public.console_session IS 'Sessions of browsers. hash: of a hash of the secret in the cookie.';

COMMENT ON COLUMN public.console_session.is_vouched IS 'A reverse proxy named the person: the audit log has only its word.';

CREATE FUNCTION public.console_actor() RETURNS TABLE(login text, is_vouched boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT one.login,
     one.is_vouched
    FROM (public.console_session one
      JOIN pg_roles person ON (((person.rolname = one.login) AND person.rolcanlogin)))
   WHERE ((one.hash = public.console_hash(NULLIF(current_setting('passerelle.session'::text, true), ''::text))) AND pg_has_role(SESSION_USER, 'passerelle_console'::name, 'MEMBER'::text) AND ((one.ended_at IS NULL) OR (one.ended_at >= transaction_timestamp())) AND ((clock_timestamp() >= one.began_at) AND (clock_timestamp() <= (one.began_at + '12:00:00'::interval))) AND ((clock_timestamp() >= one.seen_at) AND (clock_timestamp() <= (one.seen_at + '00:30:00'::interval))));
END;

ALTER FUNCTION public.console_actor() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_actor() IS 'Who signed in to the console and acts in this transaction. is_vouched: a reverse proxy said so, and not the database.';

CREATE FUNCTION public.acting_login() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN COALESCE((SELECT actor.login FROM public.console_actor() actor(login, is_vouched)), (SESSION_USER)::text);

ALTER FUNCTION public.acting_login() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.acting_login() IS 'Who acts in this transaction: the session''s login, or whoever signed in to the console.';

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
    alert_recipient text,
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
    lucca_api smallint DEFAULT 1 NOT NULL,
    lucca_requests smallint DEFAULT 40 NOT NULL,
    hourly_requests integer NOT NULL,
    row_limit integer DEFAULT 4000000 NOT NULL,
    horizon_months smallint NOT NULL,
    daily_at smallint,
    initial_from date,
    brake_count integer NOT NULL,
    brake_percent smallint NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    CONSTRAINT tenant_alert_recipient_form CHECK ((alert_recipient ~ '^[A-Za-z0-9._+@-]{1,100}$'::text)),
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
    CONSTRAINT tenant_lucca_api_known CHECK ((lucca_api = ANY (ARRAY[1, 2]))),
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

COMMENT ON COLUMN public.tenant.alert_recipient IS 'Who in the operations team gets this tenant''s alerts: a label for Alertmanager''s routes.';

COMMENT ON COLUMN public.tenant.department_scope IS 'Lucca''s base departments: [{"id": "12", "withDescendants": true}]. Empty until an operator chose.';

COMMENT ON COLUMN public.tenant.identifier IS 'Which of an employee''s identifiers equals the resource''s registration number.';

COMMENT ON COLUMN public.tenant.creates IS 'What a sync may create in PlanningPME.';

COMMENT ON COLUMN public.tenant.neutral_type IS 'Label of the unavailability type that hides reasons, as an operator typed it.';

COMMENT ON COLUMN public.tenant.reference_field IS 'The custom field of unavailabilities that holds our reference; null for the remark.';

COMMENT ON COLUMN public.tenant.day_start IS 'Minutes since local midnight, as are midday, day_end and daily_at.';

COMMENT ON COLUMN public.tenant.lucca_api IS 'The generation of Lucca''s interface: 1 by API key, 2 by an application.';

COMMENT ON COLUMN public.tenant.lucca_requests IS 'Requests per 60 s to the Lucca account, of the 50 that all of the customer''s integrations share.';

COMMENT ON COLUMN public.tenant.hourly_requests IS 'PlanningPME''s plan: requests an hour.';

COMMENT ON COLUMN public.tenant.row_limit IS 'Rows that a run may read from one remote, lists that are read again included.';

COMMENT ON COLUMN public.tenant.daily_at IS 'null: a moment of the night, spread by tenant.';

COMMENT ON COLUMN public.tenant.initial_from IS 'Where the window starts until the first successful run.';

COMMENT ON COLUMN public.tenant.revision IS 'How often its settings were set: one more with each change, whoever made it. Neither its state nor what was found of its dialect counts.';

CREATE TABLE public.tenant_alert (
    id bigint NOT NULL,
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    run bigint,
    count integer DEFAULT 0 NOT NULL,
    new_count integer DEFAULT 0 NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_at timestamp with time zone,
    closed_by bigint,
    posted_at timestamp with time zone,
    settled_at timestamp with time zone,
    CONSTRAINT tenant_alert_closed_before_settled CHECK (((settled_at IS NULL) OR (closed_at IS NOT NULL))),
    CONSTRAINT tenant_alert_code_form CHECK (((code ~ '^[a-z0-9_]{0,60}$'::text) AND ((kind = 'problems'::text) <= (code <> ''::text)))),
    CONSTRAINT tenant_alert_counted CHECK (((count >= 0) AND ((new_count >= 0) AND (new_count <= count)))),
    CONSTRAINT tenant_alert_kind_known CHECK ((kind = ANY (ARRAY['failed'::text, 'suspended'::text, 'needs_review'::text, 'problems'::text, 'dialect_doubt'::text, 'silent'::text])))
);

ALTER TABLE ONLY public.tenant_alert FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_alert OWNER TO passerelle_owner;

COMMENT ON TABLE public.tenant_alert IS 'What needs a person, from when it began until it was over. Codes, ids and counts only.';

COMMENT ON COLUMN public.tenant_alert.code IS 'problems: the problems'' code, one row each. failed: the code of the last error.';

COMMENT ON COLUMN public.tenant_alert.run IS 'The last run that says so.';

COMMENT ON COLUMN public.tenant_alert.count IS 'Problems, withheld deletions or failed days. new_count: problems that the run before did not have.';

COMMENT ON COLUMN public.tenant_alert.closed_by IS 'The run that mended it; null: a person''s change did.';

COMMENT ON COLUMN public.tenant_alert.posted_at IS 'When Alertmanager last accepted it as open.';

COMMENT ON COLUMN public.tenant_alert.settled_at IS 'When Alertmanager accepted that it is over; at once if it never accepted it as open.';

CREATE FUNCTION public.alert_list(to_post boolean, at_most integer) RETURNS TABLE(id bigint, slug text, environment text, recipient text, kind text, code text, run bigint, count integer, new_count integer, opened_at timestamp with time zone, closed_at timestamp with time zone, closed_by bigint, posted_at timestamp with time zone, read_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT alert.id,
     tenant.slug,
     tenant.environment,
     tenant.alert_recipient,
     alert.kind,
     alert.code,
     alert.run,
     alert.count,
     alert.new_count,
     alert.opened_at,
     alert.closed_at,
     alert.closed_by,
     alert.posted_at,
     clock_timestamp() AS clock_timestamp
    FROM (public.tenant_alert alert
      JOIN public.tenant ON ((tenant.id = alert.tenant_id)))
   WHERE ((alert.settled_at IS NULL) AND (((NOT alert_list.to_post) AND (alert.closed_at IS NULL)) OR (alert_list.to_post AND (((alert.closed_at IS NULL) AND ((alert.posted_at IS NULL) OR ((alert.posted_at < (clock_timestamp() - '00:00:30'::interval)) OR (alert.posted_at > clock_timestamp())))) OR ((alert.closed_at IS NOT NULL) AND (NOT (EXISTS ( SELECT
            FROM public.tenant_alert other
           WHERE ((other.tenant_id = alert.tenant_id) AND (other.kind = alert.kind) AND (other.id <> alert.id) AND ((other.kind <> 'problems'::text) OR (other.code = alert.code)) AND ((other.closed_at IS NULL) OR ((other.settled_at IS NULL) AND (other.id > alert.id))))))))))))
   ORDER BY
         CASE
             WHEN alert_list.to_post THEN alert.closed_at
             ELSE NULL::timestamp with time zone
         END,
         CASE
             WHEN alert_list.to_post THEN alert.posted_at
             ELSE NULL::timestamp with time zone
         END NULLS FIRST, alert.id
  LIMIT alert_list.at_most;
END;

ALTER FUNCTION public.alert_list(to_post boolean, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.alert_list(to_post boolean, at_most integer) IS 'Open alerts of every tenant, oldest first; or what Alertmanager is to be told.';

CREATE TABLE public.alert_delivery (
    single boolean DEFAULT true NOT NULL,
    holder text,
    held_until timestamp with time zone,
    accepted_at timestamp with time zone,
    failing_since timestamp with time zone,
    failure text,
    CONSTRAINT alert_delivery_is_one CHECK (single)
);

ALTER TABLE public.alert_delivery OWNER TO passerelle_owner;

COMMENT ON TABLE public.alert_delivery IS 'Which worker posts alerts to Alertmanager, and whether it accepts them. No tenant''s data.';

COMMENT ON COLUMN public.alert_delivery.held_until IS 'By this database''s clock. Later, another worker may post.';

COMMENT ON COLUMN public.alert_delivery.failure IS 'A code; null when the last post was accepted.';

CREATE FUNCTION public.alert_overview() RETURNS TABLE(open bigint, failed bigint, to_settle bigint, holder text, accepted_at timestamp with time zone, failing_seconds double precision, failure text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT ( SELECT count(*) AS count
            FROM public.tenant_alert alert
           WHERE (alert.closed_at IS NULL)) AS count,
     ( SELECT count(*) AS count
            FROM public.tenant_alert alert
           WHERE ((alert.closed_at IS NULL) AND (alert.kind = 'failed'::text))) AS count,
     ( SELECT count(*) AS count
            FROM public.tenant_alert alert
           WHERE ((alert.closed_at IS NOT NULL) AND (alert.settled_at IS NULL))) AS count,
         CASE
             WHEN ((delivery.held_until >= clock_timestamp()) AND (delivery.held_until <= (clock_timestamp() + '00:05:00'::interval))) THEN delivery.holder
             ELSE NULL::text
         END AS "case",
     delivery.accepted_at,
     GREATEST(EXTRACT(epoch FROM (clock_timestamp() - delivery.failing_since)), (0)::numeric) AS "greatest",
     delivery.failure
    FROM public.alert_delivery delivery;
END;

ALTER FUNCTION public.alert_overview() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.alert_overview() IS 'How many alerts are open, how many of them for failed runs, how many endings wait to be posted, and the state of the delivery.';

CREATE FUNCTION public.alerts_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    seen constant text := current_setting('passerelle.tenant', true);
    by_run bigint;
begin
    -- SQL that is typed may change rows of several tenants.
    if tg_table_name = 'tenant' then
        perform set_config('passerelle.tenant', new.id::text, true);
    else
        perform set_config('passerelle.tenant', new.tenant_id::text, true);
    end if;
    if tg_name = 'alerts_end' then
        by_run := new.id;
        -- Most nights: nothing to say, and nothing said before. What else opens an alert has a trigger of its own.
        if new.state = 'succeeded' and new.count_problems = 0 and not exists (
            select from tenant_alert
            where tenant_id = current_tenant()
                and (closed_at is null or closed_at < clock_timestamp() - interval '90 days')) then
            perform set_config('passerelle.tenant', coalesce(seen, ''), true);
            return null;
        end if;
    elsif tg_name = 'alerts_review' then
        by_run := new.approved_by;
    end if;
    perform alerts_refresh(by_run);
    perform set_config('passerelle.tenant', coalesce(seen, ''), true);
    return null;
end
$$;

ALTER FUNCTION public.alerts_follow() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.alerts_follow() IS 'A trigger: brings the alerts of the row''s tenant up to date.';

CREATE FUNCTION public.alerts_posted(open_ids bigint[], closed_ids bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 UPDATE public.tenant_alert SET posted_at = clock_timestamp(), settled_at = NULL::timestamp with time zone
   WHERE (tenant_alert.id = ANY (alerts_posted.open_ids));
 UPDATE public.tenant_alert AS alert SET settled_at = clock_timestamp()
    FROM public.tenant_alert told
   WHERE ((((told.id = ANY (alerts_posted.closed_ids)) AND (told.closed_at IS NOT NULL) AND (alert.id <= told.id)) OR ((told.id = ANY (alerts_posted.open_ids)) AND (alert.id < told.id))) AND (alert.tenant_id = told.tenant_id) AND (alert.kind = told.kind) AND ((alert.kind <> 'problems'::text) OR (alert.code = told.code)) AND (alert.closed_at IS NOT NULL) AND (alert.settled_at IS NULL));
END;

ALTER FUNCTION public.alerts_posted(open_ids bigint[], closed_ids bigint[]) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.alerts_posted(open_ids bigint[], closed_ids bigint[]) IS 'Records what Alertmanager accepted, as open or as over.';

CREATE FUNCTION public.alerts_refresh(by_run bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
    -- A tenant's runs end one after the other. Nobody's open edit of the tenant may keep a run from ending: if a change of its state
    -- commits at the same moment, `alerts_stale` finds what neither saw.
    perform from tenant where id = current_tenant() for key share;
    -- History of a tenant that is gone, such as a restored one.
    if not found then
        return;
    end if;
    with wanted as materialized (
        select * from alerts_wanted()
    ), closed as (
        update tenant_alert alert
        set closed_at = clock_timestamp(), closed_by = by_run,
            settled_at = case when alert.posted_at is null then clock_timestamp() end
        where alert.tenant_id = current_tenant() and alert.closed_at is null
            and not exists (
                select from wanted
                where wanted.kind = alert.kind and (alert.kind <> 'problems' or wanted.code = alert.code))
    ), forgotten as (
        delete from tenant_alert
        where tenant_id = current_tenant() and closed_at < least(clock_timestamp(), surely_past()) - interval '90 days'
    )
    insert into tenant_alert as alert (tenant_id, kind, code, run, count, new_count)
    select current_tenant(), wanted.* from wanted
    on conflict (tenant_id, kind, (case kind when 'problems' then code else '' end)) where closed_at is null do update
    set code = excluded.code, run = excluded.run, count = excluded.count, new_count = excluded.new_count
    where (alert.code, alert.run, alert.count, alert.new_count)
        is distinct from (excluded.code, excluded.run, excluded.count, excluded.new_count);
end
$$;

ALTER FUNCTION public.alerts_refresh(by_run bigint) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.alerts_refresh(by_run bigint) IS 'Opens and closes the alerts of the transaction''s tenant, and forgets those that were closed 90 days ago.';

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
    count_fields_written integer DEFAULT 0 NOT NULL,
    count_fields_cleared integer DEFAULT 0 NOT NULL,
    count_fields_refused integer DEFAULT 0 NOT NULL,
    count_fields_withheld integer DEFAULT 0 NOT NULL,
    requests_lucca integer NOT NULL,
    requests_planningpme integer NOT NULL,
    count_problems integer DEFAULT 0 NOT NULL,
    count_new_problems integer DEFAULT 0 NOT NULL,
    problem_codes text[] DEFAULT '{}'::text[] NOT NULL,
    error jsonb,
    approves bigint,
    approves_only text[],
    approved_by bigint,
    rejected_at timestamp with time zone,
    rejected_by text,
    CONSTRAINT run_history_error_has_code CHECK ((jsonb_typeof((error -> 'code'::text)) = 'string'::text)),
    CONSTRAINT run_history_only_a_review_is_approved CHECK (((approved_by IS NULL) OR (state = 'needs_review'::text))),
    CONSTRAINT run_history_only_an_open_review_is_rejected CHECK (((rejected_at IS NULL) OR ((state = 'needs_review'::text) AND (approved_by IS NULL)))),
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

COMMENT ON COLUMN public.run_history.count_problems IS 'Rows of run_problem.';

COMMENT ON COLUMN public.run_history.count_new_problems IS 'Those of them that the tenant''s run before did not have.';

COMMENT ON COLUMN public.run_history.problem_codes IS 'Codes of those rows, each once.';

COMMENT ON COLUMN public.run_history.approved_by IS 'The run that performed the deletions which this one withheld.';

COMMENT ON COLUMN public.run_history.rejected_at IS 'When a person declined what it withheld. Set by the trigger, as is rejected_by: the login, or who acts in the console.';

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

CREATE FUNCTION public.silent_tenants() RETURNS TABLE(id uuid)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT tenant.id
    FROM (public.tenant
      LEFT JOIN public.tenant_schedule ON ((tenant_schedule.tenant_id = tenant.id)))
   WHERE ((tenant.state = 'active'::text) AND ((COALESCE(tenant_schedule.since, tenant.created_at) < (( SELECT clock_timestamp() AS clock_timestamp) - '26:00:00'::interval)) OR (COALESCE(tenant_schedule.since, tenant.created_at) > ( SELECT clock_timestamp() AS clock_timestamp))) AND (NOT (EXISTS ( SELECT
            FROM public.run_history
           WHERE ((run_history.tenant_id = tenant.id) AND (run_history.state = ANY (ARRAY['succeeded'::text, 'partial'::text, 'needs_review'::text])) AND ((run_history.finished_at >= (( SELECT clock_timestamp() AS clock_timestamp) - '26:00:00'::interval)) AND (run_history.finished_at <= ( SELECT clock_timestamp() AS clock_timestamp))))))));
END;

ALTER FUNCTION public.silent_tenants() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.silent_tenants() IS 'Active tenants whose last 26 hours saw no run that read Lucca to its end. A time in the future is of a wrong clock: it is unknown.';

CREATE FUNCTION public.alerts_stale() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant.id
    FROM (public.tenant
      LEFT JOIN public.silent_tenants() silent(id) ON ((silent.id = tenant.id)))
   WHERE (((silent.id IS NOT NULL) AND (NOT (EXISTS ( SELECT
            FROM public.tenant_alert alert
           WHERE ((alert.tenant_id = tenant.id) AND (alert.closed_at IS NULL) AND (alert.kind = ANY (ARRAY['silent'::text, 'failed'::text]))))))) OR ((EXISTS ( SELECT
            FROM public.tenant_alert alert
           WHERE ((alert.tenant_id = tenant.id) AND (alert.closed_at IS NULL) AND (alert.kind = 'silent'::text)))) AND (silent.id IS NULL)) OR ((tenant.state <> ALL (ARRAY['active'::text, 'suspended'::text])) AND (EXISTS ( SELECT
            FROM public.tenant_alert alert
           WHERE ((alert.tenant_id = tenant.id) AND (alert.closed_at IS NULL))))) OR ((tenant.state = 'suspended'::text) AND (NOT (EXISTS ( SELECT
            FROM public.tenant_alert alert
           WHERE ((alert.tenant_id = tenant.id) AND (alert.closed_at IS NULL) AND (alert.kind = 'suspended'::text)))))))
   ORDER BY tenant.id
  LIMIT 500;
END;

ALTER FUNCTION public.alerts_stale() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.alerts_stale() IS 'Tenants that have become silent, or no longer are, without a run that says so, and those whose state changed as a run ended.';

CREATE FUNCTION public.alerts_wanted() RETURNS TABLE(kind text, code text, run bigint, count integer, new_count integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
#variable_conflict use_column
begin
    return query
    with own as (
        select tenant.id, tenant.state, tenant.planning_dialect ->> 'doubt' is not null as is_doubted
        from tenant where tenant.id = current_tenant() and tenant.state in ('active', 'suspended')
    ), ended as (
        select history.id, history.state, substring(history.error ->> 'code' from '^[a-z0-9_]{1,60}$') as code from run_history history
        where history.tenant_id = current_tenant() and history.purpose = 'sync' and history.state <> 'cancelled'
        order by history.id desc limit 1
    ), decided as (
        select history.id, history.finished_at,
            is_open_review(history.state, history.approved_by, history.rejected_at) as is_open
        from run_history history
        where history.tenant_id = current_tenant() and history.state in ('succeeded', 'partial', 'needs_review')
        order by history.id desc limit 1
    )
    select 'failed'::text, coalesce(ended.code, ''), ended.id, 0, 0 from own, ended where ended.state = 'failed'
    union all
    select 'suspended', '', schedule.suspended_by, coalesce(schedule.failed_days, 0), 0
        from own left join tenant_schedule schedule on schedule.tenant_id = own.id where own.state = 'suspended'
    union all
    select 'needs_review', '', decided.id, (
            select count(*)::integer from run_change change
            where change.tenant_id = own.id and change.run_id = decided.id and change.outcome = 'withheld'), 0
        from own, decided where decided.is_open
    union all
    -- The alert needs_review says that deletions were withheld.
    select 'problems', coalesce(substring(problem.code from '^[a-z0-9_]{1,60}$'), 'unknown'), decided.id, count(*)::integer,
            (count(*) filter (where problem.known_since is null))::integer
        from own, decided, run_problem problem
        where problem.tenant_id = own.id and problem.run_id = decided.id and problem.finished_at = decided.finished_at
            and problem.code <> 'deletions_withheld'
        group by 2, decided.id
    union all
    select 'dialect_doubt', '', null, 0, 0 from own where own.is_doubted
    union all
    -- Of a tenant whose last run failed, that is known already.
    select 'silent', '', null, 0, 0 from own
        where exists (select from silent_tenants() silent where silent.id = own.id)
            and not exists (select from ended where ended.state = 'failed');
end
$_$;

ALTER FUNCTION public.alerts_wanted() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.alerts_wanted() IS 'What the transaction''s tenant needs a person for.';

CREATE TABLE public.api_notice (
    tenant_id uuid NOT NULL,
    remote text NOT NULL,
    endpoint text NOT NULL,
    code text NOT NULL,
    property text NOT NULL,
    first_seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    count bigint NOT NULL,
    deprecated_at timestamp with time zone,
    sunset_at timestamp with time zone,
    CONSTRAINT api_notice_code_known CHECK ((code = ANY (ARRAY['api_sunset'::text, 'api_header_unreadable'::text, 'api_value_unknown'::text, 'api_shape_unknown'::text]))),
    CONSTRAINT api_notice_counted CHECK ((count > 0)),
    CONSTRAINT api_notice_endpoint_is_a_template CHECK (((endpoint ~ '^(GET|POST|PUT|DELETE) (/([A-Za-z-]+|v[0-9]+|\{id\}))+$'::text) AND (char_length(endpoint) <= 200))),
    CONSTRAINT api_notice_of_a_sunset CHECK (((code = 'api_sunset'::text) OR ((deprecated_at IS NULL) AND (sunset_at IS NULL)))),
    CONSTRAINT api_notice_property_is_a_name CHECK ((property ~ '^([A-Za-z][A-Za-z-]{0,59})?$'::text)),
    CONSTRAINT api_notice_remote_known CHECK ((remote = ANY (ARRAY['lucca'::text, 'planningPME'::text])))
);

ALTER TABLE ONLY public.api_notice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.api_notice OWNER TO passerelle_owner;

COMMENT ON TABLE public.api_notice IS 'What answers of a remote announced about their endpoint, or held that the release did not know. Never a text of an answer.';

COMMENT ON COLUMN public.api_notice.endpoint IS 'A template, such as GET /api/v3/users: no host, no query, no id.';

COMMENT ON COLUMN public.api_notice.property IS 'The header or the property that it is about; empty for api_sunset.';

COMMENT ON COLUMN public.api_notice.last_seen_at IS 'When the last run or check that met it was recorded. A row not seen for 13 months goes when a run ends.';

COMMENT ON COLUMN public.api_notice.count IS 'Answers, headers or values in all of them.';

COMMENT ON COLUMN public.api_notice.deprecated_at IS 'As last announced. An answer that says no date leaves it.';

CREATE FUNCTION public.api_notice_overview(recent_days integer) RETURNS TABLE(remote text, endpoint text, code text, property text, tenants bigint, count bigint, deprecated_at timestamp with time zone, sunset_at timestamp with time zone, first_seen_at timestamp with time zone, last_seen_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT notice.remote,
     notice.endpoint,
     notice.code,
     notice.property,
     count(*) FILTER (WHERE age.is_recent) AS count,
     (sum(notice.count))::bigint AS sum,
     min(notice.deprecated_at) FILTER (WHERE age.is_recent) AS min,
     min(notice.sunset_at) FILTER (WHERE age.is_recent) AS min,
     min(notice.first_seen_at) AS min,
     max(notice.last_seen_at) AS max
    FROM public.api_notice notice,
     LATERAL ( SELECT ((notice.last_seen_at >= (clock_timestamp() - make_interval(days => api_notice_overview.recent_days))) AND (notice.last_seen_at <= (clock_timestamp() + '00:01:00'::interval))) AS is_recent) age
   GROUP BY notice.remote, notice.endpoint, notice.code, notice.property
   ORDER BY notice.remote, notice.endpoint, notice.code, notice.property;
END;

ALTER FUNCTION public.api_notice_overview(recent_days integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.api_notice_overview(recent_days integer) IS 'Notices of every tenant by what they are about. tenants, and the earliest dates: of those that met it in the last days.';

CREATE FUNCTION public.audit_actor(OUT person text, OUT claimed text, OUT is_vouched boolean) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(
         CASE
             WHEN (NOT actor.is_vouched) THEN actor.login
             ELSE NULL::text
         END, (SESSION_USER)::text) AS "coalesce",
     "left"(COALESCE(('console '::text ||
         CASE
             WHEN actor.is_vouched THEN actor.login
             WHEN (NOT actor.is_vouched) THEN (SESSION_USER)::text
             ELSE NULL::text
         END), NULLIF(current_setting('passerelle.claimed'::text, true), ''::text)), 200) AS "left",
     COALESCE(actor.is_vouched, false) AS "coalesce"
    FROM (( SELECT) one
      LEFT JOIN public.console_actor() actor(login, is_vouched) ON (true));
END;

ALTER FUNCTION public.audit_actor(OUT person text, OUT claimed text, OUT is_vouched boolean) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_actor(OUT person text, OUT claimed text, OUT is_vouched boolean) IS 'The login of this session, or whom it acts for in the console, and what it claims besides.';

CREATE FUNCTION public.audit_append(kind text, object text, tenant uuid, slug text, run bigint, code text, subject text, changes text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$
#variable_conflict use_variable
declare
    head record;
    entry_number bigint;
    moment constant timestamptz := clock_timestamp();
    actor constant record := audit_actor();
    person constant text := actor.person;
    claimed constant text := actor.claimed;
    operation constant text := left(nullif(current_setting('passerelle.operation', true), ''), 60);
    release constant text := left(nullif(current_setting('passerelle.release', true), ''), 60);
    reason constant text := left(nullif(current_setting('passerelle.reason', true), ''), 500);
    life constant text := database_life();
    -- As the program can claim anyone, only a person's own login says who it was.
    is_proven constant boolean := exists (
        select from operator_login
        where operator_login.login = person and not operator_login.is_shared and operator_login.disabled_at is null)
        and not actor.is_vouched;
    -- Two random UUIDs: 244 bits.
    salt constant text := gen_random_uuid()::text || gen_random_uuid()::text;
    text_digest constant text := audit_digest(salt, reason, subject, changes);
    entry_hash text;
begin
    -- Until the end of the transaction, so that the next one builds on this entry. A transaction with an older snapshot fails here
    -- and has to be repeated.
    select number, hash into strict head from audit_head for update;
    entry_number := head.number + 1;
    entry_hash := audit_digest(
        entry_number::text, (extract(epoch from moment) * 1000000)::bigint::text, person, claimed, kind, operation,
        object, tenant::text, slug, run::text, code, release, life, text_digest, head.hash, is_proven::text);
    insert into audit_entry (
        number, recorded_at, login, claimed, kind, operation, object, tenant, slug, run, code, release, life, text_digest, previous,
        hash, is_proven)
    values (
        entry_number, moment, person, claimed, kind, operation, object, tenant, slug, run, code, release, life, text_digest,
        head.hash, entry_hash, is_proven);
    insert into audit_text (number, salt, reason, subject, changes) values (entry_number, salt, reason, subject, changes);
    update audit_head set number = entry_number, hash = entry_hash;
    return entry_number;
end
$$;

ALTER FUNCTION public.audit_append(kind text, object text, tenant uuid, slug text, run bigint, code text, subject text, changes text) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_append(kind text, object text, tenant uuid, slug text, run bigint, code text, subject text, changes text) IS 'Adds an entry under the login of this session, or of whom it acts for in the console. Only functions of the log may call it.';

CREATE FUNCTION public.audit_dialect(dialect jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((dialect - ARRAY['findings'::text, 'probedAt'::text, 'openProbe'::text]) || jsonb_strip_nulls(jsonb_build_object('probe', COALESCE((dialect #> '{openProbe,startedAt}'::text[]), (dialect -> 'probedAt'::text)), 'findings', CASE WHEN (jsonb_typeof((dialect -> 'findings'::text)) = 'object'::text) THEN (SELECT jsonb_object_agg(found.point, concat_ws(' '::text, (found.finding ->> 'value'::text), (('('::text || (found.finding ->> 'origin'::text)) || ')'::text))) AS jsonb_object_agg FROM jsonb_each((audit_dialect.dialect -> 'findings'::text)) found(point, finding)) ELSE NULL::jsonb END)));

ALTER FUNCTION public.audit_dialect(dialect jsonb) OWNER TO passerelle_owner;

CREATE FUNCTION public.audit_part(value text) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (value IS NULL) THEN '\xffffffff'::bytea ELSE (int4send(octet_length(convert_to(value, 'UTF8'::name))) || convert_to(value, 'UTF8'::name)) END;

ALTER FUNCTION public.audit_part(value text) OWNER TO passerelle_owner;

CREATE FUNCTION public.audit_digest(VARIADIC list text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(sha256((SELECT COALESCE(string_agg(public.audit_part(parts.value), '\x'::bytea ORDER BY parts.place), '\x'::bytea) AS "coalesce" FROM unnest(audit_digest.list) WITH ORDINALITY parts(value, place))), 'hex'::text);

ALTER FUNCTION public.audit_digest(VARIADIC list text[]) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.audit_digest(VARIADIC list text[]) IS 'SHA-256 of the values in this order, in hexadecimal.';

CREATE FUNCTION public.audit_image(record jsonb, shown text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT jsonb_object_agg(columns.name, CASE WHEN ((columns.name = 'planning_dialect'::text) AND (length((columns.value)::text) <= 4000)) THEN public.audit_dialect(columns.value) WHEN ((columns.value = 'null'::jsonb) OR ((columns.name = ANY (audit_image.shown)) AND (length((columns.value)::text) <= 4000))) THEN columns.value ELSE jsonb_build_object('sha256', encode(sha256(convert_to((columns.value)::text, 'UTF8'::name)), 'hex'::text)) END) AS jsonb_object_agg FROM jsonb_each(audit_image.record) columns(name, value) WHERE (columns.name <> 'revision'::text));

ALTER FUNCTION public.audit_image(record jsonb, shown text[]) OWNER TO passerelle_owner;

CREATE TABLE public.operator_login (
    login text NOT NULL,
    granted text NOT NULL,
    is_shared boolean NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT operator_login_granted_known CHECK ((granted = ANY (ARRAY['viewer'::text, 'operator'::text, 'approver'::text, 'admin'::text])))
);

ALTER TABLE public.operator_login OWNER TO passerelle_owner;

COMMENT ON TABLE public.operator_login IS 'The logins of people. From the first row on, a login of the fleet may only do what the fleet does; so rows are never removed.';

COMMENT ON COLUMN public.operator_login.granted IS 'What it was granted last. What it may do is decided by the group role.';

COMMENT ON COLUMN public.operator_login.is_shared IS 'Several people use it: the audit log has only their word for who it was.';

CREATE FUNCTION public.audit_is_operator() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM public.operator_login
           WHERE ((operator_login.login = SESSION_USER) AND (operator_login.disabled_at IS NULL)))) AS "exists";
END;

ALTER FUNCTION public.audit_is_operator() OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_is_operator() IS 'Whether the login of this session is an operator''s.';

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

CREATE TABLE public.audit_head (
    single boolean DEFAULT true NOT NULL,
    number bigint DEFAULT 0 NOT NULL,
    hash text DEFAULT repeat('0'::text, 64) NOT NULL,
    CONSTRAINT audit_head_hash_form CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT audit_head_is_one CHECK (single)
);

ALTER TABLE public.audit_head OWNER TO passerelle_owner;

COMMENT ON TABLE public.audit_head IS 'The last entry of the audit log. Its row lock makes one chain of concurrent transactions.';

CREATE FUNCTION public.audit_last() RETURNS TABLE(number bigint, hash text, life text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT head.number,
     head.hash,
     public.database_life() AS database_life
    FROM public.audit_head head;
END;

ALTER FUNCTION public.audit_last() OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_last() IS 'The last entry, for an anchor outside the database.';

CREATE TABLE public.audit_entry (
    number bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    login text NOT NULL,
    claimed text,
    kind text NOT NULL,
    operation text,
    object text NOT NULL,
    tenant uuid,
    slug text,
    run bigint,
    code text,
    release text,
    life text NOT NULL,
    text_digest text NOT NULL,
    previous text NOT NULL,
    hash text NOT NULL,
    is_proven boolean NOT NULL,
    CONSTRAINT audit_entry_digests_form CHECK (((text_digest ~ '^[0-9a-f]{64}$'::text) AND (previous ~ '^[0-9a-f]{64}$'::text) AND (hash ~ '^[0-9a-f]{64}$'::text))),
    CONSTRAINT audit_entry_kind_known CHECK ((kind = ANY (ARRAY['change'::text, 'erasure'::text, 'read'::text, 'refusal'::text]))),
    CONSTRAINT audit_entry_moment_finite CHECK (isfinite(recorded_at)),
    CONSTRAINT audit_entry_number_positive CHECK ((number > 0))
);

ALTER TABLE public.audit_entry OWNER TO passerelle_owner;

COMMENT ON TABLE public.audit_entry IS 'Who did what: one row for each transaction that changed something, each read that matters, each refusal. Rows are never changed or removed.';

COMMENT ON COLUMN public.audit_entry.number IS '1, 2, 3, … without a gap.';

COMMENT ON COLUMN public.audit_entry.login IS 'The PostgreSQL login (session_user). The program and SET ROLE cannot change it.';

COMMENT ON COLUMN public.audit_entry.claimed IS 'The account and machine that the program named: a claim. Worth something where several people share a login.';

COMMENT ON COLUMN public.audit_entry.kind IS 'erasure: a tenant was deleted, and the texts of its earlier entries were emptied.';

COMMENT ON COLUMN public.audit_entry.operation IS 'What the program was asked to do: a claim. null: SQL that was typed.';

COMMENT ON COLUMN public.audit_entry.object IS 'The kind of thing: tenant, credential, run, …';

COMMENT ON COLUMN public.audit_entry.tenant IS 'Its id, kept after its deletion.';

COMMENT ON COLUMN public.audit_entry.slug IS 'The tenant''s, at that time.';

COMMENT ON COLUMN public.audit_entry.code IS 'Of a refusal.';

COMMENT ON COLUMN public.audit_entry.life IS 'database_life(): it differs after a restore.';

COMMENT ON COLUMN public.audit_entry.text_digest IS 'SHA-256 of the row in audit_text.';

COMMENT ON COLUMN public.audit_entry.previous IS 'The hash of the entry before; zeros for the first.';

COMMENT ON COLUMN public.audit_entry.hash IS 'SHA-256 of all the other columns.';

COMMENT ON COLUMN public.audit_entry.is_proven IS 'The login is one person''s own: whoever has its password. Otherwise it is shared, or no operator''s: what is claimed is all there is.';

CREATE TABLE public.audit_text (
    number bigint NOT NULL,
    salt text,
    reason text,
    subject text,
    changes text,
    CONSTRAINT audit_text_all_or_nothing CHECK (((salt IS NOT NULL) OR (num_nonnulls(reason, subject, changes) = 0)))
);

ALTER TABLE public.audit_text OWNER TO passerelle_owner;

COMMENT ON TABLE public.audit_text IS 'What an entry says in words and values. All null: emptied, because the tenant was erased.';

COMMENT ON COLUMN public.audit_text.salt IS 'Without it, an emptied text cannot be guessed from its digest.';

COMMENT ON COLUMN public.audit_text.reason IS 'As an operator typed it.';

COMMENT ON COLUMN public.audit_text.subject IS 'Whom or what it is about, by id.';

COMMENT ON COLUMN public.audit_text.changes IS 'JSON: which fields had which value before and after. "hidden" for a name or a secret.';

CREATE FUNCTION public.audit_list(of_slug text, of_actor text, since timestamp with time zone, until timestamp with time zone, before bigint, at_most integer) RETURNS TABLE(number bigint, recorded_at timestamp with time zone, login text, claimed text, kind text, operation text, object text, slug text, run bigint, code text, release text, reason text, subject text, changes text, is_erased boolean, is_proven boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT entry.number,
     entry.recorded_at,
     entry.login,
     entry.claimed,
     entry.kind,
     entry.operation,
     entry.object,
     entry.slug,
     entry.run,
     entry.code,
     entry.release,
     words.reason,
     words.subject,
     words.changes,
     (words.salt IS NULL),
     entry.is_proven
    FROM (public.audit_entry entry
      LEFT JOIN public.audit_text words ON ((words.number = entry.number)))
   WHERE (((audit_list.of_slug IS NULL) OR (entry.slug = audit_list.of_slug)) AND ((audit_list.of_actor IS NULL) OR (audit_list.of_actor = ANY (ARRAY[entry.login, entry.claimed, split_part(entry.claimed, '@'::text, 1)]))) AND ((audit_list.since IS NULL) OR (entry.recorded_at >= audit_list.since)) AND ((audit_list.until IS NULL) OR (entry.recorded_at < audit_list.until)) AND ((audit_list.before IS NULL) OR (entry.number < audit_list.before)))
   ORDER BY entry.number DESC
  LIMIT audit_list.at_most;
END;

ALTER FUNCTION public.audit_list(of_slug text, of_actor text, since timestamp with time zone, until timestamp with time zone, before bigint, at_most integer) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_list(of_slug text, of_actor text, since timestamp with time zone, until timestamp with time zone, before bigint, at_most integer) IS 'Entries, newest first. An actor is a login, or what the program claimed.';

CREATE FUNCTION public.audit_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    shown constant text[] := string_to_array(tg_argv[3], ',');
    before jsonb;
    after jsonb;
begin
    if tg_op = 'TRUNCATE' then
        insert into audit_pending (transaction, object, key) values (pg_current_xact_id(), tg_argv[0], '{"all": true}');
        return null;
    end if;
    if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    if before is not distinct from after then return null; end if;
    insert into audit_pending (transaction, object, of_tenant, slug, key, before, after)
    select pg_current_xact_id(), tg_argv[0], owner,
        -- Of a tenant that is being deleted, the row is gone before its children's.
        case when tg_argv[0] = 'tenant' then slug else (select tenant.slug from tenant where id = owner) end,
        key, audit_image(change.before, shown), audit_image(change.after, shown)
    from audit_parts(before, after, tg_argv[1], tg_argv[2]) as change;
    return null;
end
$$;

ALTER FUNCTION public.audit_note() OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_note() IS 'Notes the change of a row for the entry of its transaction.';

CREATE FUNCTION public.audit_of_run(of_run bigint) RETURNS TABLE(number bigint, recorded_at timestamp with time zone, login text, claimed text, kind text, operation text, object text, slug text, run bigint, code text, release text, reason text, subject text, changes text, is_erased boolean, is_proven boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT entry.number,
     entry.recorded_at,
     entry.login,
     entry.claimed,
     entry.kind,
     entry.operation,
     entry.object,
     entry.slug,
     entry.run,
     entry.code,
     entry.release,
     words.reason,
     words.subject,
     words.changes,
     (words.salt IS NULL),
     entry.is_proven
    FROM (public.audit_entry entry
      LEFT JOIN public.audit_text words ON ((words.number = entry.number)))
   WHERE ((entry.run = audit_of_run.of_run) AND (entry.kind = 'change'::text))
   ORDER BY entry.number
  LIMIT 1000;
END;

ALTER FUNCTION public.audit_of_run(of_run bigint) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_of_run(of_run bigint) IS 'What people changed of a run, oldest first.';

CREATE FUNCTION public.audit_only_empty() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if new.number <> old.number or num_nonnulls(new.salt, new.reason, new.subject, new.changes) > 0 then
        raise exception 'a text of the audit log is only emptied' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

ALTER FUNCTION public.audit_only_empty() OWNER TO passerelle_owner;

CREATE FUNCTION public.audit_parts(old_row jsonb, new_row jsonb, owner_column text, key_columns text) RETURNS TABLE(owner uuid, slug text, key jsonb, before jsonb, after jsonb)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    with side (place, record) as (select 1, old_row where old_row is not null union all select 2, new_row where new_row is not null),
    named as (
        select place, (record ->> owner_column)::uuid as owner, record ->> 'slug' as slug,
            (select coalesce(jsonb_object_agg(part, record -> part), '{}') from unnest(string_to_array(key_columns, ',')) as part)
                as key
        from side
    ),
    moved as (select count(distinct (owner, key)) = 2 as is_so from named)
    select named.owner, named.slug, named.key, case when not is_so or place = 1 then old_row end,
        case when not is_so or place = 2 then new_row end
    from named, moved
    where is_so or place = (select max(place) from named)
    order by place
$$;

ALTER FUNCTION public.audit_parts(old_row jsonb, new_row jsonb, owner_column text, key_columns text) OWNER TO passerelle_audit;

CREATE FUNCTION public.audit_read(after bigint, at_most integer) RETURNS TABLE(number bigint, microseconds bigint, login text, claimed text, kind text, operation text, object text, tenant uuid, slug text, run bigint, code text, release text, life text, text_digest text, previous text, hash text, salt text, reason text, subject text, changes text, is_proven boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT entry.number,
     ((EXTRACT(epoch FROM entry.recorded_at) * (1000000)::numeric))::bigint AS int8,
     entry.login,
     entry.claimed,
     entry.kind,
     entry.operation,
     entry.object,
     entry.tenant,
     entry.slug,
     entry.run,
     entry.code,
     entry.release,
     entry.life,
     entry.text_digest,
     entry.previous,
     entry.hash,
     words.salt,
     words.reason,
     words.subject,
     words.changes,
     entry.is_proven
    FROM (public.audit_entry entry
      LEFT JOIN public.audit_text words ON ((words.number = entry.number)))
   WHERE (entry.number > audit_read.after)
   ORDER BY entry.number
  LIMIT audit_read.at_most;
END;

ALTER FUNCTION public.audit_read(after bigint, at_most integer) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_read(after bigint, at_most integer) IS 'Entries as they were hashed, oldest first: the program checks the chain, not the database.';

CREATE FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    id uuid;
    name text;
    known bigint;
    recent bigint;
    actor constant record := audit_actor();
    -- Not the fleet's login.
    is_person constant boolean := audit_is_operator() or actor.person <> session_user or actor.claimed like 'console %'
        -- Of people who are not signed in.
        or pg_has_role(session_user, 'passerelle_console', 'MEMBER') and not pg_has_role(session_user, 'passerelle_owner', 'MEMBER');
begin
    -- Changes come from the triggers alone.
    if kind is null or kind not in ('read', 'refusal') then
        raise exception 'only reads and refusals are recorded like this' using errcode = 'invalid_parameter_value';
    end if;
    select tenant.id, tenant.slug into id, name from tenant
        where tenant.slug = of_slug or of_slug is null and tenant.id = tenant_of_run(of_run);
    -- Whoever looks again within a minute is on record, and no operator fills the log: neither by looking, nor by being refused.
    if kind = 'read' or is_person then
        select max(entry.number) filter (
                where entry.kind = 'read' and audit_record.kind = 'read' and entry.object = left(audit_record.object, 60)
                    and entry.slug is not distinct from coalesce(name, left(of_slug, 40)) and entry.run is not distinct from of_run
                    and entry.claimed is not distinct from actor.claimed
                    and entry.operation is not distinct from left(nullif(current_setting('passerelle.operation', true), ''), 60)
                    and left(audit_record.subject, 200) is not distinct from (
                        select words.subject from audit_text words where words.number = entry.number)),
                count(*) filter (where entry.kind in ('read', 'refusal'))
            into known, recent
            from audit_entry entry
            where entry.number > (select head.number from audit_head head) - 1000 and entry.login = actor.person
                and entry.recorded_at between clock_timestamp() - interval '1 minute' and clock_timestamp();
        if known is not null then return known; end if;
        if recent >= 300 and is_person then
            raise exception 'this login left 300 entries within a minute' using errcode = 'configuration_limit_exceeded';
        end if;
    end if;
    return audit_append(
        kind, left(object, 60), id, coalesce(name, left(of_slug, 40)), of_run, left(code, 60), left(subject, 200), null);
end
$$;

ALTER FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) IS 'Records, under the login of this session, a read or a refusal. The tenant by its slug, or by a run. The same read within a minute is one entry.';

CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    raise exception 'the audit log is only added to' using errcode = 'insufficient_privilege';
end
$$;

ALTER FUNCTION public.audit_refuse() OWNER TO passerelle_owner;

CREATE FUNCTION public.audit_seal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    mine record;
    sealed bigint;
begin
    for mine in
        -- The first change of a transaction seals all of them; the others find nothing left.
        with noted as (
            delete from audit_pending where transaction = pg_current_xact_id() returning *
        ), row_change as (
            -- A row that was changed several times: from its first state to its last one.
            select of_tenant, object, key, min(position) as position, max(slug) as slug,
                (array_agg(before order by position))[1] as before, (array_agg(after order by position desc))[1] as after
            from noted group by of_tenant, object, key
        ), field as (
            -- Of a new or removed row, the values that the log may know; of a changed one, every field that changed.
            select row_change.*,
                (select jsonb_object_agg(name, audit_shown(value)) from jsonb_each(before) as old (name, value)
                    where case when after is null then value <> 'null' and not value ? 'sha256'
                        else value is distinct from after -> name end) as was,
                (select jsonb_object_agg(name, audit_shown(value)) from jsonb_each(after) as new (name, value)
                    where case when before is null then value <> 'null' and not value ? 'sha256'
                        else value is distinct from before -> name end) as became
            from row_change
        ), effective as (
            select *, object = 'tenant' and before is not null and after is null as is_erasure
            from field
            -- Made and removed in one transaction, or changed back: nothing happened.
            where was is not null or became is not null or key ? 'all'
        )
        select of_tenant, max(slug) as slug, bool_or(is_erasure) as is_erasure,
            coalesce(max(object) filter (where object = 'tenant'), (array_agg(object order by position))[1]) as object,
            max((key ->> 'id')::bigint) filter (where object = 'run') as run,
            -- A deleted tenant's rows go with it, and so do their texts.
            jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'object', object, 'key', nullif(key, '{}'),
                'action', case when key ? 'all' then 'truncate' when before is null then 'insert' when after is null then 'delete'
                    else 'update' end)) || jsonb_build_object('before', was, 'after', became) order by position)::text as changes
        from effective group by of_tenant order by min(position)
    loop
        if mine.is_erasure then
            sealed := audit_append('erasure', 'tenant', mine.of_tenant, mine.slug, null, null, null, null);
            update audit_text set salt = null, reason = null, subject = null, changes = null
                where number < sealed and salt is not null and number in (
                    select entry.number from audit_entry entry where entry.tenant = mine.of_tenant);
        else
            perform audit_append('change', mine.object, mine.of_tenant, mine.slug, mine.run, null, null, mine.changes);
        end if;
    end loop;
    return null;
end
$$;

ALTER FUNCTION public.audit_seal() OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_seal() IS 'When a transaction commits: makes entries of what it noted, one for each tenant.';

CREATE FUNCTION public.audit_shown(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (value ? 'sha256'::text) THEN '"hidden"'::jsonb ELSE value END;

ALTER FUNCTION public.audit_shown(value jsonb) OWNER TO passerelle_owner;

CREATE FUNCTION public.audit_timeline(of_tenant uuid, before bigint, at_most integer) RETURNS TABLE(number bigint, recorded_at timestamp with time zone, login text, is_proven boolean, operation text, object text, run bigint, fields text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT entry.number,
     entry.recorded_at,
     entry.login,
     entry.is_proven,
     entry.operation,
     entry.object,
     entry.run,
     ARRAY( SELECT DISTINCT side.field
            FROM jsonb_array_elements((words.changes)::jsonb) change("row"),
             LATERAL ( SELECT jsonb_object_keys(NULLIF((change."row" -> 'before'::text), 'null'::jsonb)) AS jsonb_object_keys
                 UNION ALL
                  SELECT jsonb_object_keys(NULLIF((change."row" -> 'after'::text), 'null'::jsonb)) AS jsonb_object_keys) side(field)
           ORDER BY side.field) AS "array"
    FROM (public.audit_entry entry
      LEFT JOIN public.audit_text words ON ((words.number = entry.number)))
   WHERE ((entry.slug = ( SELECT tenant.slug
            FROM public.tenant
           WHERE (tenant.id = audit_timeline.of_tenant))) AND (entry.tenant = audit_timeline.of_tenant) AND (entry.kind = 'change'::text) AND ((audit_timeline.before IS NULL) OR (entry.number < audit_timeline.before)))
   ORDER BY entry.number DESC
  LIMIT audit_timeline.at_most;
END;

ALTER FUNCTION public.audit_timeline(of_tenant uuid, before bigint, at_most integer) OWNER TO passerelle_audit;

COMMENT ON FUNCTION public.audit_timeline(of_tenant uuid, before bigint, at_most integer) IS 'Changes of a tenant, newest first: who changed which fields, not their values.';

CREATE FUNCTION public.bound_operations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    most constant record := operation_limits();
    of_its_tenant bigint;
    of_its_login bigint;
begin
    -- Without a lock: sessions that queue at the same moment may exceed a limit by what each of them adds.
    select count(*) filter (where tenant_id = new.tenant_id), count(*) filter (where requested_by = new.requested_by)
        into of_its_tenant, of_its_login
        from queued_operation
        where state = 'queued' and (tenant_id = new.tenant_id or requested_by = new.requested_by)
            and operation_state(state, requested_at) = 'queued';
    if of_its_tenant >= most.of_a_tenant then
        raise exception '% operations of this tenant wait', of_its_tenant
            using errcode = 'configuration_limit_exceeded', constraint = 'queued_operation_few_of_a_tenant';
    end if;
    if of_its_login >= most.of_a_login then
        raise exception '% operations of this login wait', of_its_login
            using errcode = 'configuration_limit_exceeded', constraint = 'queued_operation_few_of_a_login';
    end if;
    return new;
end
$$;

ALTER FUNCTION public.bound_operations() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.bound_operations() IS 'A trigger: refuses an operation of a tenant, or of a login, of which too many wait.';

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

CREATE FUNCTION public.claim_operations(claimer text, lease_seconds integer, at_most integer) RETURNS TABLE(operation_id bigint, tenant_id uuid, lease_term integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    now constant timestamptz := clock_timestamp();
    length constant integer := claim_operations.lease_seconds;
begin
    -- A moment later than possible comes from a clock that was ahead: what it dates is over.
    delete from queued_operation where id in (
        select id from queued_operation
        where finished_at not between now - interval '1 day' and now + interval '1 minute' for update skip locked);
    update queued_operation set state = 'expired', finished_at = now where id in (
        select id from queued_operation
        where state = 'queued' and operation_state(state, requested_at) = 'expired' for update skip locked);
    update queued_operation
        set state = 'failed', finished_at = now, deaths = deaths + 1,
            error = jsonb_build_object('code', 'operation_keeps_dying', 'queue', jsonb_build_object(
                'keepsDying', jsonb_build_object('operation', id, 'deaths', deaths + 1)))
        where id in (
            select id from queued_operation
            where state = 'running' and deaths >= 2
                -- By the clock of each look: a lease that another worker got meanwhile ends later than `now` allows.
                and lease_until not between clock_timestamp()
                    and clock_timestamp() + make_interval(secs => queued_operation.lease_seconds)
            for update skip locked);
    -- A maintenance: a probe writes to a planning, and the rest reads what may be changing.
    if exists (select from fleet_pause) then return; end if;
    return query
        update queued_operation
        set state = 'running', worker = claimer, deaths = deaths + (state = 'running')::integer,
            lease_term = queued_operation.lease_term + 1, lease_until = clock_timestamp() + make_interval(secs => length),
            lease_seconds = length
        where id in (
            select id from queued_operation
            where state = 'queued'
                or state = 'running' and lease_until not between clock_timestamp()
                    and clock_timestamp() + make_interval(secs => queued_operation.lease_seconds)
            order by id limit at_most for update skip locked)
        returning id, queued_operation.tenant_id, queued_operation.lease_term;
end
$$;

ALTER FUNCTION public.claim_operations(claimer text, lease_seconds integer, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.claim_operations(claimer text, lease_seconds integer, at_most integer) IS 'Claims queued operations of any tenant, and those whose worker died, oldest first. Ends those that no one took within an hour or that three workers died of; deletes those that ended a day ago.';

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
    -- A maintenance: who holds a run ends it, the others wait.
    if exists (select from fleet_pause) then return; end if;
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
        where is_idle and run.purpose = 'sync' and run.deaths > 0
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
            where run.purpose = 'sync' and run.deaths > 0 and run.deaths + (run.state = 'running')::integer = 2
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

CREATE FUNCTION public.console_begin(person text, credential text, vouched boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    insert into console_session (hash, login, is_vouched) values (console_hash(credential), person, vouched);
    delete from console_session where began_at not between clock_timestamp() - interval '2 days' and clock_timestamp();
    -- The entry of this transaction is that person's.
    perform set_config('passerelle.session', credential, true);
end
$$;

ALTER FUNCTION public.console_begin(person text, credential text, vouched boolean) OWNER TO passerelle_people;

CREATE FUNCTION public.console_days(of_tenants uuid[], since timestamp with time zone) RETURNS TABLE(tenant_id uuid, day date, state text, runs bigint, last_run bigint, count_problems integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
#variable_conflict use_column
begin
    return query
        select history.tenant_id, (history.finished_at at time zone zone.name)::date, history.state, count(*), max(history.id),
            max(history.count_problems)
        from tenant, lateral (select known_zone(tenant.time_zone) as name offset 0) zone,
            lateral (
                select run_history.tenant_id, run_history.finished_at, run_history.state, run_history.id,
                    run_history.count_problems
                from run_history
                where run_history.tenant_id = tenant.id and run_history.finished_at >= since
                    and run_history.finished_at <= (select clock_timestamp())
                -- Tenant by tenant: one scan of the month's runs of all of them takes longer.
                offset 0) history
        where tenant.id = any (of_tenants)
        group by 1, 2, 3;
end
$$;

ALTER FUNCTION public.console_days(of_tenants uuid[], since timestamp with time zone) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.console_days(of_tenants uuid[], since timestamp with time zone) IS 'What ended on each local day of those tenants, by state.';

CREATE FUNCTION public.console_enter(credential text) RETURNS TABLE(login text, held text, is_registered boolean, is_shared boolean, is_proven boolean, besides text[], form_key text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

ALTER FUNCTION public.console_enter(credential text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_enter(credential text) IS 'Whose session that is, what the person may do now, and what the forms of this session carry. No row: it ended, or never began.';

CREATE FUNCTION public.console_leave(credential text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform set_config('passerelle.session', credential, true);
    if not exists (select from console_actor()) then return false; end if;
    update console_session set ended_at = clock_timestamp() where hash = console_hash(credential);
    return true;
end
$$;

ALTER FUNCTION public.console_leave(credential text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_leave(credential text) IS 'Ends a session. False: there was none.';

CREATE FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN ((state = 'needs_review'::text) AND (approved_by IS NULL) AND (rejected_at IS NULL));

ALTER FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) IS 'Whether what a run withheld waits for a person.';

CREATE FUNCTION public.last_complete_run(of_tenant uuid) RETURNS TABLE(id bigint, state text, finished_at timestamp with time zone, count_problems integer, count_new_problems integer, problem_codes text[], is_open boolean)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT run_history.id,
     run_history.state,
     run_history.finished_at,
     run_history.count_problems,
     run_history.count_new_problems,
     run_history.problem_codes,
     public.is_open_review(run_history.state, run_history.approved_by, run_history.rejected_at) AS is_open_review
    FROM public.run_history
   WHERE ((run_history.tenant_id = last_complete_run.of_tenant) AND (run_history.state = ANY (ARRAY['succeeded'::text, 'partial'::text, 'needs_review'::text])) AND (run_history.finished_at <= ( SELECT clock_timestamp() AS clock_timestamp)))
   ORDER BY run_history.finished_at DESC, run_history.id DESC
  LIMIT 1;
END;

ALTER FUNCTION public.last_complete_run(of_tenant uuid) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.last_complete_run(of_tenant uuid) IS 'The tenant''s last run that read Lucca to its end.';

CREATE TABLE public.run_problem (
    tenant_id uuid NOT NULL,
    run_id bigint NOT NULL,
    "position" integer NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    code text NOT NULL,
    facts jsonb NOT NULL,
    known_since timestamp with time zone
)
PARTITION BY RANGE (finished_at);

ALTER TABLE ONLY public.run_problem FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_problem OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_problem IS 'Problems of an ended run. Employees are named by Lucca id and identifier, never by name.';

COMMENT ON COLUMN public.run_problem.finished_at IS 'Of the run: decides the partition.';

COMMENT ON COLUMN public.run_problem.facts IS 'What the problem is about, and what was found: {"subject": {…}, "finding": {"case": {…}}}.';

COMMENT ON COLUMN public.run_problem.known_since IS 'When the first of the tenant''s runs in a row ended that have this code for this subject; null if the run before did not have it.';

CREATE FUNCTION public.console_new_problems() RETURNS TABLE(tenant_id uuid, run_id bigint, code text, problems bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT problem.tenant_id,
     problem.run_id,
     problem.code,
     count(*) AS count
    FROM ((public.tenant
      JOIN LATERAL public.last_complete_run(tenant.id) complete(id, state, finished_at, count_problems, count_new_problems, problem_codes, is_open) ON ((complete.count_new_problems > 0)))
      JOIN LATERAL ( SELECT run_problem.tenant_id,
             run_problem.run_id,
             run_problem.code
            FROM public.run_problem
           WHERE ((run_problem.tenant_id = tenant.id) AND (run_problem.run_id = complete.id) AND (run_problem.finished_at = complete.finished_at) AND (run_problem.known_since IS NULL))) problem ON (true))
   WHERE (tenant.state = 'active'::text)
   GROUP BY problem.tenant_id, problem.run_id, problem.code
   ORDER BY problem.tenant_id, problem.code;
END;

ALTER FUNCTION public.console_new_problems() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.console_new_problems() IS 'The codes of problems that the last complete run of an active tenant had, and the run before did not have.';

CREATE FUNCTION public.console_night(since timestamp with time zone, until timestamp with time zone, at_most integer) RETURNS TABLE(id bigint, slug text, state text, began_at timestamp with time zone, ended_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
#variable_conflict use_column
begin
    return query
        select bar.id, tenant.slug, bar.state, bar.began_at, bar.ended_at
        from (
            select history.id, history.tenant_id, history.state, coalesce(history.started_at, history.scheduled_for) as began_at,
                history.finished_at as ended_at
            from run_history history where history.finished_at >= since
            union all
            select run.id, run.tenant_id, run.state, coalesce(run.started_at, run.scheduled_for), null from run) bar
        join tenant on tenant.id = bar.tenant_id
        where bar.began_at < until
        order by bar.began_at, bar.id limit at_most;
end
$$;

ALTER FUNCTION public.console_night(since timestamp with time zone, until timestamp with time zone, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.console_night(since timestamp with time zone, until timestamp with time zone, at_most integer) IS 'Runs of every tenant that ended since then, or live, and began before; by begin.';

CREATE FUNCTION public.console_open(link text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

ALTER FUNCTION public.console_open(link text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_open(link text) IS 'Notes a link with which the login of this session may sign in to the console once, within 5 minutes.';

CREATE FUNCTION public.console_redeem(link text, credential text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

ALTER FUNCTION public.console_redeem(link text, credential text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_redeem(link text, credential text) IS 'Uses a link, and begins the session of that credential. False: it is unknown, used or too old.';

CREATE FUNCTION public.console_shared_codes(codes text[], besides uuid, since timestamp with time zone, until timestamp with time zone, most_named integer) RETURNS TABLE(code text, tenants bigint, named text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
#variable_conflict use_column
begin
    return query
        select found.code, count(distinct tenant.slug), (array_agg(distinct tenant.slug order by tenant.slug))[1:most_named]
        from run_history history join tenant on tenant.id = history.tenant_id,
            lateral unnest(history.problem_codes || array[history.error ->> 'code']) as found (code)
        where history.finished_at >= since and history.finished_at < until and history.tenant_id <> besides
            and (history.problem_codes && codes or history.error ->> 'code' = any (codes)) and found.code = any (codes)
        group by found.code order by count(distinct tenant.slug) desc, found.code;
end
$$;

ALTER FUNCTION public.console_shared_codes(codes text[], besides uuid, since timestamp with time zone, until timestamp with time zone, most_named integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.console_shared_codes(codes text[], besides uuid, since timestamp with time zone, until timestamp with time zone, most_named integer) IS 'In how many other tenants runs ended in that time with one of these codes, and the first of them.';

CREATE FUNCTION public.last_ended_sync(of_tenant uuid) RETURNS TABLE(id bigint, state text, finished_at timestamp with time zone, error jsonb)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT run_history.id,
     run_history.state,
     run_history.finished_at,
         CASE
             WHEN (run_history.state = 'failed'::text) THEN run_history.error
             ELSE NULL::jsonb
         END AS "case"
    FROM public.run_history
   WHERE ((run_history.tenant_id = last_ended_sync.of_tenant) AND (run_history.purpose = 'sync'::text) AND (run_history.finished_at <= ( SELECT clock_timestamp() AS clock_timestamp)))
   ORDER BY run_history.finished_at DESC, run_history.id DESC
  LIMIT 1;
END;

ALTER FUNCTION public.last_ended_sync(of_tenant uuid) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.last_ended_sync(of_tenant uuid) IS 'The tenant''s last sync that ended, in whatever state.';

CREATE FUNCTION public.console_standings(of_tenant uuid) RETURNS TABLE(id uuid, slug text, state text, environment text, time_zone text, is_dialect_doubted boolean, since timestamp with time zone, complete_run bigint, complete_state text, complete_at timestamp with time zone, count_problems integer, count_new_problems integer, problem_codes text[], is_review_open boolean, is_silent boolean, last_run bigint, last_state text, last_at timestamp with time zone, error jsonb, failing_since timestamp with time zone, suspended_by bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant.id,
     tenant.slug,
     tenant.state,
     tenant.environment,
     tenant.time_zone,
     ((tenant.planning_dialect ->> 'doubt'::text) IS NOT NULL),
     COALESCE(tenant_schedule.since, tenant.created_at) AS "coalesce",
     complete.id,
     complete.state,
     complete.finished_at,
     COALESCE(complete.count_problems, 0) AS "coalesce",
     COALESCE(complete.count_new_problems, 0) AS "coalesce",
     COALESCE(complete.problem_codes, '{}'::text[]) AS "coalesce",
     COALESCE(complete.is_open, false) AS "coalesce",
     (silent.id IS NOT NULL),
     ended.id,
     ended.state,
     ended.finished_at,
     ended.error,
     failing.finished_at,
     tenant_schedule.suspended_by
    FROM (((((public.tenant
      LEFT JOIN public.tenant_schedule ON ((tenant_schedule.tenant_id = tenant.id)))
      LEFT JOIN public.silent_tenants() silent(id) ON ((silent.id = tenant.id)))
      LEFT JOIN LATERAL public.last_complete_run(tenant.id) complete(id, state, finished_at, count_problems, count_new_problems, problem_codes, is_open) ON (true))
      LEFT JOIN LATERAL public.last_ended_sync(tenant.id) ended(id, state, finished_at, error) ON (true))
      LEFT JOIN LATERAL ( SELECT run_history.finished_at
            FROM public.run_history
           WHERE ((ended.state = 'failed'::text) AND (run_history.tenant_id = tenant.id) AND (run_history.state = 'failed'::text) AND (run_history.purpose = 'sync'::text) AND (run_history.finished_at <= ( SELECT clock_timestamp() AS clock_timestamp)) AND (run_history.finished_at > COALESCE(complete.finished_at, '-infinity'::timestamp with time zone)))
           ORDER BY run_history.finished_at, run_history.id
          LIMIT 1) failing ON (true))
   WHERE ((console_standings.of_tenant IS NULL) OR (tenant.id = console_standings.of_tenant))
   ORDER BY tenant.slug;
END;

ALTER FUNCTION public.console_standings(of_tenant uuid) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.console_standings(of_tenant uuid) IS 'Of every tenant, or of that one: the last run that read Lucca to its end, the last sync that ended, and since when syncs fail.';

CREATE TABLE public.console_link (
    hash text NOT NULL,
    login text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE public.console_link OWNER TO passerelle_owner;

COMMENT ON TABLE public.console_link IS 'Links for signing in once. hash: of a hash of the secret in the link.';

CREATE FUNCTION public.console_void(of_login text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 UPDATE public.console_session SET ended_at = clock_timestamp()
   WHERE ((console_session.login = console_void.of_login) AND (console_session.ended_at IS NULL));
 UPDATE public.console_link SET used_at = clock_timestamp()
   WHERE ((console_link.login = console_void.of_login) AND (console_link.used_at IS NULL));
END;

ALTER FUNCTION public.console_void(of_login text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_void(of_login text) IS 'Ends every session and link of a person, whose role changes.';

CREATE FUNCTION public.console_vouch(person text, credential text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if not exists (select from operator_login where login = person and disabled_at is null) then
        perform audit_record('refusal', 'console', left(person, 63), null, null, 'operator_unknown');
        return false;
    end if;
    perform console_begin(person, credential, true);
    return true;
end
$$;

ALTER FUNCTION public.console_vouch(person text, credential text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.console_vouch(person text, credential text) IS 'Begins a session of whom a reverse proxy names, if it is an operator.';

CREATE FUNCTION public.count_revision() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
declare
    beside constant text[] := array['revision', 'state', 'planning_dialect'];
    said constant jsonpath := '$.findings.* ? (@.origin == "person")';
begin
    new.revision := old.revision + (
        to_jsonb(new) - beside <> to_jsonb(old) - beside
        or jsonb_path_query_array(new.planning_dialect, said) <> jsonb_path_query_array(old.planning_dialect, said))::integer;
    return new;
end
$_$;

ALTER FUNCTION public.count_revision() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.count_revision() IS 'Raises the revision with each change of a setting, so that nobody overwrites one that he has not seen.';

CREATE FUNCTION public.find_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) RETURNS TABLE(id bigint, finished_at timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
#variable_conflict use_column
declare
    -- Null for a live run: those come first, by id.
    before_end constant timestamptz := (select history.finished_at from run_history history where history.id = before_run);
    oldest timestamptz;
    upper timestamptz;
    lower timestamptz;
    listed bigint;
    more bigint;
begin
    return query
        select run.id, null::timestamptz from run
            where (before_run is null or before_end is null and run.id < before_run)
                and (until is null or until > clock_timestamp())
                and (of_tenants is null or run.tenant_id = any (of_tenants))
                and (in_states is null or run.state = any (in_states))
                and (by_triggers is null or run.trigger = any (by_triggers))
                and (with_codes is null or run.error ->> 'code' = any (with_codes))
            order by run.id desc limit at_most;
    get diagnostics listed = row_count;
    if with_codes is null then
        return query
            select history.id, history.finished_at from run_history history
                where (before_end is null
                        or history.finished_at <= before_end and (history.finished_at, history.id) < (before_end, before_run))
                    and (since is null or history.finished_at >= since) and (until is null or history.finished_at < until)
                    -- With one value, the index also gives the order.
                    and case cardinality(of_tenants) when 1 then history.tenant_id = of_tenants[1] else true end
                    and (of_tenants is null or history.tenant_id = any (of_tenants))
                    and case cardinality(in_states) when 1 then history.state = in_states[1] else true end
                    and (in_states is null or history.state = any (in_states))
                    and (by_triggers is null or history.trigger = any (by_triggers))
                order by history.finished_at desc, history.id desc limit at_most - listed;
        return;
    end if;
    -- Month by month, the newest first, by the index of codes: many runs may have the code, or none at all.
    select min(history.finished_at), max(history.finished_at) into oldest, upper from run_history history;
    if upper is null then return; end if;
    oldest := greatest(oldest, since);
    upper := least(upper + interval '1 microsecond', until, before_end + interval '1 microsecond');
    while upper > oldest and listed < at_most loop
        lower := greatest(oldest, date_trunc('month', upper - interval '1 microsecond', 'UTC'));
        return query
            with coded as materialized (
                select * from run_history history
                where history.finished_at >= lower and history.finished_at < upper
                    and history.problem_codes || array[history.error ->> 'code'] && with_codes
                    and (history.problem_codes <> '{}' or history.error is not null)
                    and (of_tenants is null or history.tenant_id = any (of_tenants))
                    and (in_states is null or history.state = any (in_states)))
            select history.id, history.finished_at from coded history
                where (before_end is null or (history.finished_at, history.id) < (before_end, before_run))
                    and (by_triggers is null or history.trigger = any (by_triggers))
                order by history.finished_at desc, history.id desc limit at_most - listed;
        get diagnostics more = row_count;
        listed := listed + more;
        upper := lower;
    end loop;
end
$$;

ALTER FUNCTION public.find_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.find_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) IS 'Runs of every tenant that match, live ones first, then by their end. A null filter is none; codes are those of problems and errors.';

CREATE FUNCTION public.count_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, at_most integer) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT (count(*))::integer AS count FROM public.find_runs(count_runs.of_tenants, count_runs.in_states, count_runs.by_triggers, count_runs.with_codes, count_runs.since, count_runs.until, NULL::bigint, count_runs.at_most) find_runs(id, finished_at));

ALTER FUNCTION public.count_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.count_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, at_most integer) IS 'How many runs find_runs finds, on every page. It stops counting at that number.';

CREATE FUNCTION public.current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('passerelle.tenant'::text, true), ''::text))::uuid;

ALTER FUNCTION public.current_tenant() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.current_tenant() IS 'The tenant of this transaction, set by set_config(''passerelle.tenant'', id, true); null when none is: then no row is visible.';

CREATE TABLE public.field_memory (
    tenant_id uuid NOT NULL,
    employee_id text NOT NULL,
    target text NOT NULL,
    resource_key bigint NOT NULL,
    digest text NOT NULL,
    state text NOT NULL,
    written_digests text[] NOT NULL,
    declined_at timestamp with time zone,
    declined_by text,
    CONSTRAINT field_memory_digest_length CHECK ((char_length(digest) <= 64)),
    CONSTRAINT field_memory_few_digests_written CHECK ((cardinality(written_digests) <= 8)),
    CONSTRAINT field_memory_state_known CHECK ((state = ANY (ARRAY['writing'::text, 'written'::text, 'kept'::text, 'refused'::text]))),
    CONSTRAINT field_memory_target_length CHECK (((char_length(target) >= 1) AND (char_length(target) <= 100)))
);

ALTER TABLE ONLY public.field_memory FORCE ROW LEVEL SECURITY;

ALTER TABLE public.field_memory OWNER TO passerelle_owner;

COMMENT ON TABLE public.field_memory IS 'Extra data that a sync last tried to write, never its value. A target without a rule keeps its row.';

COMMENT ON COLUMN public.field_memory.resource_key IS 'Where it went: nothing of this holds for another resource.';

COMMENT ON COLUMN public.field_memory.digest IS 'Keyed digest of employee, target and text. Empty: the rule changed since it was kept out or refused.';

COMMENT ON COLUMN public.field_memory.state IS 'writing: the outcome is unknown; kept: what a planner entered stays; refused: the planning did not store it as it was sent.';

COMMENT ON COLUMN public.field_memory.written_digests IS 'Of what Passerelle may have written there before.';

COMMENT ON COLUMN public.field_memory.declined_at IS 'When a person declined that it is cleared. Later runs withhold the clearing until one is approved, or something is written there.';

COMMENT ON COLUMN public.field_memory.declined_by IS 'The login; null: it was left out of an approval.';

CREATE FUNCTION public.decline_clearings(of_run bigint, moment timestamp with time zone, login text, approved text[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 UPDATE public.field_memory SET declined_at = decline_clearings.moment, declined_by = decline_clearings.login
   WHERE ((field_memory.tenant_id = public.current_tenant()) AND (field_memory.employee_id <> ALL (decline_clearings.approved)) AND ((decline_clearings.login IS NOT NULL) OR (field_memory.declined_at IS NULL)) AND (field_memory.employee_id IN ( SELECT jsonb_array_elements_text(COALESCE((problem.facts #> '{finding,fieldClearsWithheld,employees}'::text[]), (problem.facts #> '{finding,fieldClearsDeclined,employees}'::text[]))) AS jsonb_array_elements_text
            FROM public.run_problem problem
           WHERE ((problem.tenant_id = public.current_tenant()) AND (problem.run_id = decline_clearings.of_run) AND (problem.code = 'deletions_withheld'::text)))));
END;

ALTER FUNCTION public.decline_clearings(of_run bigint, moment timestamp with time zone, login text, approved text[]) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.decline_clearings(of_run bigint, moment timestamp with time zone, login text, approved text[]) IS 'Remembers that a person declined the clearings of extra data that a run withheld.';

CREATE FUNCTION public.decline_left_out() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    approval record;
begin
    select finished_at, approves_only into approval from run_history
        where tenant_id = new.tenant_id and id = new.approved_by;
    if approval.approves_only is not null then
        perform decline_clearings(new.id, approval.finished_at, null, approval.approves_only);
    end if;
    return new;
end
$$;

ALTER FUNCTION public.decline_left_out() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.decline_left_out() IS 'A trigger: declines the clearings that an approval leaves out.';

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
        foreach parent in array array['run_history', 'run_problem', 'run_step', 'run_change'] loop
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

CREATE FUNCTION public.events_of_employee(of_employee text) RETURNS SETOF public.unavailability_ledger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    -- Of an employee whom nothing is recorded of, the log has no id: it could be anything.
    perform audit_record(
        'read', 'employee',
        case when exists (
                select from unavailability_ledger where tenant_id = current_tenant() and employee_id = of_employee)
            or exists (select from run_change where tenant_id = current_tenant() and employee_id = of_employee) then of_employee end,
        slug, null, null)
    from tenant where id = current_tenant();
    return query
        select * from unavailability_ledger
        where tenant_id = current_tenant() and employee_id = of_employee order by starts_at, reference;
end
$$;

ALTER FUNCTION public.events_of_employee(of_employee text) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.events_of_employee(of_employee text) IS 'The ledger''s events of one employee of the transaction''s tenant. Leaves an entry of the read in the audit log.';

CREATE FUNCTION public.find_tenant(by_slug text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT tenant.id FROM public.tenant WHERE (tenant.slug = find_tenant.by_slug));

ALTER FUNCTION public.find_tenant(by_slug text) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.find_tenant(by_slug text) IS 'The id of the tenant of that slug.';

CREATE FUNCTION public.guard_identity() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    raise exception 'a tenant keeps its id' using errcode = 'insufficient_privilege';
end
$$;

ALTER FUNCTION public.guard_identity() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.guard_identity() IS 'A trigger: refuses another id of a tenant, under which nothing of it would be found.';

CREATE FUNCTION public.guard_right() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform require_right(tg_argv[0]);
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

ALTER FUNCTION public.guard_right() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.guard_right() IS 'A trigger: refuses the row unless the login has that right.';

CREATE FUNCTION public.guard_secret() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    -- It moves in what a person sealed for it.
    if tg_op <> 'DELETE' and right_of_login() = 'fleet' then
        if exists (
            select from sealed_credential
            where tenant_id = current_tenant() and kind = coalesce(to_jsonb(new) ->> 'kind', kind)) then return new; end if;
    end if;
    perform require_right('operator');
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

ALTER FUNCTION public.guard_secret() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.guard_secret() IS 'A trigger: refuses the row unless the login has the right operator, or is a worker''s and a sealed secret waits.';

CREATE FUNCTION public.guard_worker() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    -- The foreign keys' actions run as the tables' owner.
    if current_user not in ('passerelle_worker', 'passerelle_owner') and not pg_has_role(session_user, 'passerelle_owner', 'MEMBER')
    then
        raise exception 'only a worker writes that' using errcode = 'insufficient_privilege', constraint = 'right_worker';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

ALTER FUNCTION public.guard_worker() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.guard_worker() IS 'A trigger: refuses the row unless the session acts as passerelle_worker.';

CREATE TABLE public.batch (
    id bigint NOT NULL,
    operation text NOT NULL,
    parameters bytea NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE public.batch OWNER TO passerelle_owner;

COMMENT ON TABLE public.batch IS 'A command for many tenants, kept for 90 days so that it can be resumed.';

COMMENT ON COLUMN public.batch.parameters IS 'SHA-256: they may name a person.';

CREATE FUNCTION public.hold_batch(batch_id bigint) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT true
    FROM public.batch
   WHERE (batch.id = hold_batch.batch_id)
  FOR NO KEY UPDATE OF batch SKIP LOCKED;
END;

ALTER FUNCTION public.hold_batch(batch_id bigint) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.hold_batch(batch_id bigint) IS 'Keeps the batch for the caller''s transaction. Null: another one has it, or it was forgotten.';

CREATE FUNCTION public.known_zone(name text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform now() at time zone name;
    return name;
exception
    when invalid_parameter_value then return 'UTC';
end
$$;

ALTER FUNCTION public.known_zone(name text) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.known_zone(name text) IS 'The time zone, or UTC if this server does not know it.';

CREATE TABLE public.credential (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    sealed bytea NOT NULL,
    set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    slot text DEFAULT 'current'::text NOT NULL,
    CONSTRAINT credential_slot_known CHECK ((slot = ANY (ARRAY['current'::text, 'former'::text])))
);

ALTER TABLE ONLY public.credential FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credential OWNER TO passerelle_owner;

COMMENT ON TABLE public.credential IS 'A tenant''s secrets, sealed with its data key.';

COMMENT ON COLUMN public.credential.sealed IS 'A format byte, then AES-256-GCM: nonce, ciphertext, tag.';

COMMENT ON COLUMN public.credential.slot IS 'current: in use; former: the one before it, until the next one is set.';

CREATE FUNCTION public.list_credentials() RETURNS TABLE(kind text, set_at timestamp with time zone, head text, former_set_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT credential.kind,
     credential.set_at,
         CASE
             WHEN ((octet_length(credential.sealed) > 3) AND (get_byte(credential.sealed, 0) = 2)) THEN encode(substr(credential.sealed, 1, ((3 + (get_byte(credential.sealed, 1) * 256)) + get_byte(credential.sealed, 2))), 'hex'::text)
             ELSE ''::text
         END AS "case",
     ( SELECT former.set_at
            FROM public.credential former
           WHERE ((former.tenant_id = credential.tenant_id) AND (former.kind = credential.kind) AND (former.slot = 'former'::text))) AS set_at
    FROM public.credential
   WHERE ((credential.tenant_id = public.current_tenant()) AND (credential.slot = 'current'::text))
   ORDER BY credential.kind;
END;

ALTER FUNCTION public.list_credentials() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.list_credentials() IS 'Kinds and ages of the tenant''s secrets. head: the format and the host, in hexadecimal.';

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

CREATE FUNCTION public.operation_state(state text, requested_at timestamp with time zone) RETURNS text
    LANGUAGE sql
    RETURN CASE WHEN ((state = 'queued'::text) AND ((requested_at < (clock_timestamp() - '01:00:00'::interval)) OR (requested_at > (clock_timestamp() + '00:01:00'::interval)))) THEN 'expired'::text ELSE state END;

ALTER FUNCTION public.operation_state(state text, requested_at timestamp with time zone) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.operation_state(state text, requested_at timestamp with time zone) IS 'The state of an operation at this moment: expired if no worker took it within an hour.';

CREATE TABLE public.queued_operation (
    id bigint NOT NULL,
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    parameters jsonb DEFAULT '{}'::jsonb NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    worker text,
    deaths integer DEFAULT 0 NOT NULL,
    lease_term integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    lease_seconds integer,
    finished_at timestamp with time zone,
    result jsonb,
    error jsonb,
    CONSTRAINT queued_operation_ended CHECK (((state = ANY (ARRAY['queued'::text, 'running'::text])) = (finished_at IS NULL))),
    CONSTRAINT queued_operation_kind_known CHECK ((kind = ANY (ARRAY['preview'::text, 'check'::text, 'probe'::text]))),
    CONSTRAINT queued_operation_leased CHECK (((state <> 'running'::text) OR ((worker IS NOT NULL) AND (lease_until IS NOT NULL)))),
    CONSTRAINT queued_operation_moments_finite CHECK ((isfinite(requested_at) AND isfinite(finished_at))),
    CONSTRAINT queued_operation_parameters_are_an_object CHECK ((jsonb_typeof(parameters) = 'object'::text)),
    CONSTRAINT queued_operation_parameters_short CHECK ((length((parameters)::text) <= 1000)),
    CONSTRAINT queued_operation_probe_has_a_resource CHECK (((kind <> 'probe'::text) OR COALESCE((jsonb_typeof((parameters -> 'resource'::text)) = 'number'::text), false))),
    CONSTRAINT queued_operation_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.queued_operation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.queued_operation OWNER TO passerelle_owner;

COMMENT ON TABLE public.queued_operation IS 'What people without the keyring asked the fleet for: previews, checks, probes. A row goes a day after its end.';

COMMENT ON COLUMN public.queued_operation.requested_by IS 'The PostgreSQL login, or who acts in the console. No role may write it.';

COMMENT ON COLUMN public.queued_operation.deaths IS 'How many workers died of it.';

COMMENT ON COLUMN public.queued_operation.lease_term IS 'The fencing number: each claim increments it.';

COMMENT ON COLUMN public.queued_operation.result IS 'The report as facts: ids, dates, counts; never a name or a label.';

CREATE FUNCTION public.list_operations(of_tenant uuid, at_most integer) RETURNS TABLE(id bigint, tenant_id uuid, slug text, kind text, parameters text, requested_by text, requested_at timestamp with time zone, state text, worker text, finished_at timestamp with time zone, error text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT op.id,
     op.tenant_id,
     tenant.slug,
     op.kind,
     (op.parameters)::text AS parameters,
     op.requested_by,
     op.requested_at,
     public.operation_state(op.state, op.requested_at) AS operation_state,
     op.worker,
     op.finished_at,
     (op.error)::text AS error
    FROM (public.queued_operation op
      JOIN public.tenant ON ((tenant.id = op.tenant_id)))
   WHERE ((list_operations.of_tenant IS NULL) OR (op.tenant_id = list_operations.of_tenant))
   ORDER BY op.id DESC
  LIMIT list_operations.at_most;
END;

ALTER FUNCTION public.list_operations(of_tenant uuid, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_operations(of_tenant uuid, at_most integer) IS 'The newest operations, of one tenant or of all, without their results.';

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
    count_fields_written integer DEFAULT 0 NOT NULL,
    count_fields_cleared integer DEFAULT 0 NOT NULL,
    count_fields_refused integer DEFAULT 0 NOT NULL,
    count_fields_withheld integer DEFAULT 0 NOT NULL,
    requests_lucca integer DEFAULT 0 NOT NULL,
    requests_planningpme integer DEFAULT 0 NOT NULL,
    error jsonb,
    approves bigint,
    approves_only text[],
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

COMMENT ON COLUMN public.run.count_fields_written IS 'Resources that got extra data; likewise the three after it.';

COMMENT ON COLUMN public.run.requests_lucca IS 'HTTP requests sent, retries included.';

COMMENT ON COLUMN public.run.error IS 'Why the run was handed back, as facts: a code, and the parameters of its text.';

COMMENT ON COLUMN public.run.approves IS 'The needs_review run whose deletions this one may perform.';

COMMENT ON COLUMN public.run.approves_only IS 'Employees whose deletions were approved, by Lucca''s id; null: everybody''s.';

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
    both_kinds.count_fields_written,
    both_kinds.count_fields_cleared,
    both_kinds.count_fields_refused,
    both_kinds.count_fields_withheld,
    both_kinds.requests_lucca,
    both_kinds.requests_planningpme,
    both_kinds.count_problems,
    both_kinds.count_new_problems,
    both_kinds.problem_codes,
    both_kinds.error,
    both_kinds.approves,
    both_kinds.approves_only,
    both_kinds.approved_by,
    both_kinds.rejected_at,
    both_kinds.rejected_by,
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
            run.count_fields_written,
            run.count_fields_cleared,
            run.count_fields_refused,
            run.count_fields_withheld,
            run.requests_lucca,
            run.requests_planningpme,
            0 AS count_problems,
            0 AS count_new_problems,
            '{}'::text[] AS problem_codes,
            run.error,
            run.approves,
            run.approves_only,
            NULL::bigint AS approved_by,
            NULL::timestamp with time zone AS rejected_at,
            NULL::text AS rejected_by
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
            run_history.count_fields_written,
            run_history.count_fields_cleared,
            run_history.count_fields_refused,
            run_history.count_fields_withheld,
            run_history.requests_lucca,
            run_history.requests_planningpme,
            run_history.count_problems,
            run_history.count_new_problems,
            run_history.problem_codes,
            run_history.error,
            run_history.approves,
            run_history.approves_only,
            run_history.approved_by,
            run_history.rejected_at,
            run_history.rejected_by
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

CREATE TABLE public.fleet_pause (
    single boolean DEFAULT true NOT NULL,
    paused_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    paused_by text DEFAULT SESSION_USER NOT NULL,
    reason text,
    CONSTRAINT fleet_pause_reason_length CHECK ((length(reason) <= 500)),
    CONSTRAINT fleet_pause_single CHECK (single)
);

ALTER TABLE public.fleet_pause OWNER TO passerelle_owner;

COMMENT ON TABLE public.fleet_pause IS 'A maintenance: while there is a row, no worker claims a run, and the schedule queues none.';

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
   WHERE ((tenant.state = 'active'::text) AND (NOT (EXISTS ( SELECT
            FROM public.fleet_pause))));
END;

ALTER FUNCTION public.list_schedules() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_schedules() IS 'What decides which active tenants are due. None while the fleet is paused. is_busy: a live run is in the way.';

CREATE TABLE public.sealed_credential (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    host text NOT NULL,
    key_id text NOT NULL,
    sealed bytea NOT NULL,
    set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    fault text,
    CONSTRAINT sealed_credential_short CHECK ((octet_length(sealed) <= 20000))
);

ALTER TABLE ONLY public.sealed_credential FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sealed_credential OWNER TO passerelle_owner;

COMMENT ON TABLE public.sealed_credential IS 'Secrets stored without the keyring, sealed to a sealing key, until a process with the keyring moves them into credential.';

COMMENT ON COLUMN public.sealed_credential.host IS 'Authenticated with the secret.';

COMMENT ON COLUMN public.sealed_credential.sealed IS 'A format byte, then HPKE (X25519, HKDF-SHA256, ChaCha20-Poly1305): encapsulated key, ciphertext.';

COMMENT ON COLUMN public.sealed_credential.fault IS 'Why a process with a keyring could not open it; null until one tried.';

CREATE FUNCTION public.list_sealed_credentials() RETURNS TABLE(kind text, host text, key_id text, set_at timestamp with time zone, fault text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT sealed.kind,
     sealed.host,
     sealed.key_id,
     sealed.set_at,
     sealed.fault
    FROM public.sealed_credential sealed
   WHERE (sealed.tenant_id = public.current_tenant())
   ORDER BY sealed.kind;
END;

ALTER FUNCTION public.list_sealed_credentials() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.list_sealed_credentials() IS 'The tenant''s secrets that wait for a process with the keyring: never a byte of one.';

CREATE TABLE public.sealing_key (
    number bigint NOT NULL,
    id text NOT NULL,
    public bytea NOT NULL,
    published_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    published_by text NOT NULL,
    CONSTRAINT sealing_key_length CHECK ((octet_length(public) = 32))
);

ALTER TABLE public.sealing_key OWNER TO passerelle_owner;

COMMENT ON TABLE public.sealing_key IS 'Public halves of the keyring''s sealing keys. Whoever seals a secret to one cannot open it.';

COMMENT ON COLUMN public.sealing_key.number IS 'The highest one is used. Publishing a key again gives it the next number.';

COMMENT ON COLUMN public.sealing_key.id IS 'sk- and the first 12 digits of the SHA-256 of the public half.';

COMMENT ON COLUMN public.sealing_key.published_by IS 'The PostgreSQL login. Set by the trigger, as is published_at.';

CREATE FUNCTION public.list_sealing_keys() RETURNS TABLE(id text, published_at timestamp with time zone, published_by text, is_used boolean, credentials bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 WITH waiting AS (
          SELECT sealed_credential.key_id,
             count(*) AS credentials
            FROM public.sealed_credential
           GROUP BY sealed_credential.key_id
         )
  SELECT COALESCE(key.id, waiting.key_id) AS "coalesce",
     key.published_at,
     key.published_by,
     ((key.number IS NOT NULL) AND (key.number = ( SELECT max(newest.number) AS max
            FROM public.sealing_key newest))),
     COALESCE(waiting.credentials, (0)::bigint) AS "coalesce"
    FROM (public.sealing_key key
      FULL JOIN waiting ON ((waiting.key_id = key.id)))
   ORDER BY key.number DESC NULLS LAST, waiting.key_id;
END;

ALTER FUNCTION public.list_sealing_keys() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_sealing_keys() IS 'The published sealing keys, the one in use first, then those of secrets that wait and are not published. credentials: how many secrets wait.';

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

CREATE FUNCTION public.list_tenant_health() RETURNS TABLE(tenant_id uuid, last_success_at timestamp with time zone, last_run bigint, last_state text, last_error text, last_complete_run bigint, new_problems integer, open_review bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT tenant.id,
     success.finished_at,
     ended.id,
     ended.state,
     (ended.error ->> 'code'::text),
     complete.id,
     COALESCE(complete.count_new_problems, 0) AS "coalesce",
         CASE
             WHEN complete.is_open THEN complete.id
             ELSE NULL::bigint
         END AS "case"
    FROM (((public.tenant
      LEFT JOIN LATERAL ( SELECT run_history.finished_at
            FROM public.run_history
           WHERE ((run_history.tenant_id = tenant.id) AND (run_history.state = ANY (ARRAY['succeeded'::text, 'partial'::text])) AND (run_history.purpose = 'sync'::text) AND (run_history.finished_at <= ( SELECT clock_timestamp() AS clock_timestamp)))
           ORDER BY run_history.finished_at DESC, run_history.id DESC
          LIMIT 1) success ON (true))
      LEFT JOIN LATERAL public.last_ended_sync(tenant.id) ended(id, state, finished_at, error) ON (true))
      LEFT JOIN LATERAL public.last_complete_run(tenant.id) complete(id, state, finished_at, count_problems, count_new_problems, problem_codes, is_open) ON (true));
END;

ALTER FUNCTION public.list_tenant_health() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.list_tenant_health() IS 'Of every tenant: when its last sync succeeded, how its last ended sync ended (the code if it failed), and of its last run that read Lucca to its end how many problems are new and whether its withheld deletions wait for approval.';

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

CREATE FUNCTION public.operation_limits() RETURNS TABLE(of_a_tenant integer, of_a_login integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT 20,
     100;
END;

ALTER FUNCTION public.operation_limits() OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.operation_limits() IS 'How many operations may wait for a worker. QueuedOperation repeats the numbers for its texts.';

CREATE FUNCTION public.operator_add(of_login text, wanted text, shared boolean, works boolean) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform require_right('admin');
    perform require_own_login();
    lock table operator_login in share row exclusive mode;
    if array_position(array['viewer', 'operator', 'approver', 'admin'], wanted) is null then
        raise exception 'there is no such right' using errcode = 'invalid_parameter_value';
    end if;
    if not exists (select from pg_roles where rolname = of_login and rolcanlogin) then return 'unknown'; end if;
    -- It has every right, whatever it is given.
    if operator_besides(of_login) && array['superuser', 'passerelle_owner', 'database_owner'] then return 'owner'; end if;
    if not works and 'passerelle_worker' = any (operator_besides(of_login))
        and not exists (select from operator_login where login = of_login) then return 'fleet'; end if;
    if wanted <> 'admin' and operator_is_last_admin(of_login) then return 'last_admin'; end if;
    perform operator_strip(of_login);
    -- Before PostgreSQL 16, only a login that is not NOINHERIT has the rights.
    execute format('grant %I to %I', 'passerelle_' || wanted, of_login)
        || case when current_setting('server_version_num')::int >= 160000 then ' with inherit true' else '' end;
    insert into operator_login (login, granted, is_shared) values (of_login, wanted, shared)
        on conflict (login) do update set granted = excluded.granted, is_shared = excluded.is_shared, disabled_at = null;
    return 'added';
end
$$;

ALTER FUNCTION public.operator_add(of_login text, wanted text, shared boolean, works boolean) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_add(of_login text, wanted text, shared boolean, works boolean) IS 'Gives a login that role, and no other one of people. works: it is a person''s, although it may work as the fleet. added, or why not: unknown, owner, fleet, last_admin.';

CREATE FUNCTION public.operator_besides(of_login text) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(( SELECT
                 CASE
                     WHEN pg_roles.rolsuper THEN ARRAY['superuser'::text]
                     ELSE array_remove(ARRAY[
                     CASE
                         WHEN pg_has_role(pg_roles.oid, 'passerelle_owner'::name, 'MEMBER'::text) THEN 'passerelle_owner'::text
                         ELSE NULL::text
                     END,
                     CASE
                         WHEN pg_has_role(pg_roles.oid, ( SELECT pg_database.datdba
                            FROM pg_database
                           WHERE (pg_database.datname = current_database())), 'MEMBER'::text) THEN 'database_owner'::text
                         ELSE NULL::text
                     END,
                     CASE
                         WHEN pg_has_role(pg_roles.oid, 'passerelle_worker'::name, 'MEMBER'::text) THEN 'passerelle_worker'::text
                         ELSE NULL::text
                     END], NULL::text)
                 END AS array_remove
            FROM pg_roles
           WHERE (pg_roles.rolname = operator_besides.of_login)), '{}'::text[]) AS "coalesce";
END;

ALTER FUNCTION public.operator_besides(of_login text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_besides(of_login text) IS 'superuser, passerelle_owner, database_owner, passerelle_worker: whichever the login has.';

CREATE FUNCTION public.operator_disable(of_login text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform require_right('admin');
    perform require_own_login();
    lock table operator_login in share row exclusive mode;
    if operator_is_last_admin(of_login) then return 'last_admin'; end if;
    perform operator_strip(of_login);
    update operator_login set disabled_at = coalesce(disabled_at, clock_timestamp()) where login = of_login;
    return case when found then 'disabled' else 'unknown' end;
end
$$;

ALTER FUNCTION public.operator_disable(of_login text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_disable(of_login text) IS 'Takes the roles from a login. unknown: it is no operator''s; last_admin: nothing was done.';

CREATE FUNCTION public.operator_end_sessions(of_login text) RETURNS TABLE(ended bigint, open bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    session integer;
begin
    perform require_right('admin');
    perform require_own_login();
    ended := 0;
    open := 0;
    for session in
        select pid from pg_stat_activity
        where usename = of_login and datname = current_database() and pid <> pg_backend_pid()
            and exists (select from operator_login where login = of_login)
    loop
        begin
            if pg_terminate_backend(session) then ended := ended + 1; end if;
        exception
            when insufficient_privilege then open := open + 1;
        end;
    end loop;
    return next;
end
$$;

ALTER FUNCTION public.operator_end_sessions(of_login text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_end_sessions(of_login text) IS 'Ends the sessions of a person''s login in this database; open: those that the server would not let it end.';

CREATE FUNCTION public.operator_is_last_admin(of_login text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT ((SESSION_USER = of_login) AND (NOT (public.operator_besides(of_login) && ARRAY['superuser'::text, 'passerelle_owner'::text, 'database_owner'::text])) AND pg_has_role(SESSION_USER, 'passerelle_admin'::name, 'MEMBER'::text) AND (NOT (EXISTS ( SELECT
            FROM (public.operator_login other
              JOIN pg_roles ON ((pg_roles.rolname = other.login)))
           WHERE ((other.login <> operator_is_last_admin.of_login) AND (other.disabled_at IS NULL) AND pg_roles.rolcanlogin AND pg_has_role(pg_roles.oid, 'passerelle_admin'::name, 'MEMBER'::text))))));
END;

ALTER FUNCTION public.operator_is_last_admin(of_login text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_is_last_admin(of_login text) IS 'Whether this session is that login''s, and no other one that was added is an admin.';

CREATE FUNCTION public.operator_list() RETURNS TABLE(login text, granted text, is_shared boolean, added_at timestamp with time zone, disabled_at timestamp with time zone, has_login boolean, besides text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT person.login,
     person.granted,
     person.is_shared,
     person.added_at,
     person.disabled_at,
     (EXISTS ( SELECT
            FROM pg_roles
           WHERE ((pg_roles.rolname = person.login) AND pg_roles.rolcanlogin))) AS "exists",
     public.operator_besides(person.login) AS operator_besides
    FROM public.operator_login person
   ORDER BY person.login;
END;

ALTER FUNCTION public.operator_list() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_list() IS 'The logins of people, by name. has_login: the server still has it.';

CREATE FUNCTION public.operator_strangers() RETURNS TABLE(login text, held text, besides text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT (pg_roles.rolname)::text AS rolname,
         CASE
             WHEN pg_has_role(pg_roles.oid, 'passerelle_admin'::name, 'MEMBER'::text) THEN 'admin'::text
             WHEN pg_has_role(pg_roles.oid, 'passerelle_approver'::name, 'MEMBER'::text) THEN 'approver'::text
             WHEN pg_has_role(pg_roles.oid, 'passerelle_operator'::name, 'MEMBER'::text) THEN 'operator'::text
             ELSE 'viewer'::text
         END AS "case",
     public.operator_besides((pg_roles.rolname)::text) AS operator_besides
    FROM pg_roles
   WHERE (pg_roles.rolcanlogin AND pg_has_role(pg_roles.oid, 'passerelle_viewer'::name, 'MEMBER'::text) AND has_database_privilege(pg_roles.oid, (current_database())::text, 'CONNECT'::text) AND (NOT (public.operator_besides((pg_roles.rolname)::text) && ARRAY['superuser'::text, 'passerelle_owner'::text, 'database_owner'::text])) AND (NOT (EXISTS ( SELECT
            FROM public.operator_login
           WHERE (operator_login.login = pg_roles.rolname)))))
   ORDER BY ((pg_roles.rolname)::text);
END;

ALTER FUNCTION public.operator_strangers() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.operator_strangers() IS 'Logins with a role of people that were not added.';

CREATE FUNCTION public.operator_strip(of_login text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    held text;
begin
    perform console_void(of_login);
    for held in
        select rolname from pg_roles
        where rolname in ('passerelle_viewer', 'passerelle_operator', 'passerelle_approver', 'passerelle_admin') and exists (
            select from pg_auth_members
            where roleid = pg_roles.oid and member = (select oid from pg_roles person where person.rolname = of_login))
    loop
        execute format('revoke %I from %I', held, of_login);
    end loop;
    -- It has one by another role, or (PostgreSQL 16 and later) by a grant that only its grantor or a superuser takes back. Owners
    -- have every right anyway.
    if exists (select from pg_roles where rolname = of_login) and pg_has_role(of_login, 'passerelle_viewer', 'MEMBER')
        and not pg_has_role(of_login, 'passerelle_owner', 'MEMBER') then
        raise exception 'another login granted a role to %', of_login
            using errcode = 'insufficient_privilege', constraint = 'operator_granted_elsewhere';
    end if;
end
$$;

ALTER FUNCTION public.operator_strip(of_login text) OWNER TO passerelle_people;

CREATE FUNCTION public.page_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) RETURNS SETOF public.run_record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    ids constant bigint[] := array(
        select found.id from find_runs(of_tenants, in_states, by_triggers, with_codes, since, until, before_run, at_most) found);
begin
    return query select * from run_record where id = any (ids) order by finished_at desc nulls first, id desc;
end
$$;

ALTER FUNCTION public.page_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.page_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) IS 'A page of find_runs.';

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
        where inhparent in (
                'public.run_history'::regclass, 'public.run_problem'::regclass, 'public.run_step'::regclass,
                'public.run_change'::regclass)
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
    -- A day whose partitions are gone is a new one: if a clock returns to it, they are made again.
    if dropped > 0 then
        delete from clock_sighting where day < (past - make_interval(months => keep_months))::date;
    end if;
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
            FROM public.silent_tenants() silent_tenants(id)) AS count,
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

COMMENT ON FUNCTION public.queue_overview() IS 'How many syncs wait and run. without_recent_success: as silent_tenants.';

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

CREATE FUNCTION public.require_own_login() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if pg_has_role(session_user, 'passerelle_console', 'MEMBER') and not pg_has_role(session_user, 'passerelle_owner', 'MEMBER') then
        raise exception 'people are not managed through the console'
            using errcode = 'insufficient_privilege', constraint = 'right_admin';
    end if;
end
$$;

ALTER FUNCTION public.require_own_login() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.require_own_login() IS 'Fails for the login of the console, whoever is signed in.';

CREATE FUNCTION public.require_right(needed text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    ladder constant text[] := array['viewer', 'operator', 'approver', 'admin'];
begin
    if array_position(ladder, right_of_login()) >= array_position(ladder, needed) then return; end if;
    raise exception 'the login lacks the right %', needed
        using errcode = 'insufficient_privilege', constraint = 'right_' || needed;
end
$$;

ALTER FUNCTION public.require_right(needed text) OWNER TO passerelle_people;

COMMENT ON FUNCTION public.require_right(needed text) IS 'Fails unless the login of this session has that right, or a higher one.';

CREATE FUNCTION public.right_of_login() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    person name := session_user;
begin
    -- In the web console, whoever signed in. A session that ended gives no right, not even that of the console's login.
    if coalesce(current_setting('passerelle.session', true), '') <> '' then
        select actor.login into person from console_actor() actor;
        if not found then return null; end if;
    end if;
    -- A superuser, who is a member of everything, and whoever owns the schema or the database could give himself any right.
    if pg_has_role(person, 'passerelle_owner', 'MEMBER')
        or pg_has_role(person, (select datdba from pg_database where datname = current_database()), 'MEMBER') then return 'admin';
    end if;
    if not exists (select from operator_login where login = person and disabled_at is not null) then
        if pg_has_role(person, 'passerelle_admin', 'MEMBER') then return 'admin'; end if;
        if pg_has_role(person, 'passerelle_approver', 'MEMBER') then return 'approver'; end if;
        if pg_has_role(person, 'passerelle_operator', 'MEMBER') then return 'operator'; end if;
        if pg_has_role(person, 'passerelle_viewer', 'MEMBER') then return 'viewer'; end if;
    end if;
    if pg_has_role(person, 'passerelle_worker', 'MEMBER') then
        -- Without operators, an installation of one person, who works as the fleet does.
        return case when exists (select from operator_login) then 'fleet' else 'admin' end;
    end if;
    return case when pg_has_role(person, 'passerelle_reader', 'MEMBER') then 'viewer' end;
end
$$;

ALTER FUNCTION public.right_of_login() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.right_of_login() IS 'What the login of this session may do: viewer, operator, approver or admin, or fleet; null: nothing.';

CREATE FUNCTION public.sign_rejection() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform require_right('approver');
    if old.rejected_at is not null then
        raise exception 'a rejection stays' using errcode = 'insufficient_privilege', constraint = 'right_worker';
    end if;
    if exists (select from run where run.tenant_id = new.tenant_id and run.approves = new.id) then
        raise exception 'it is being approved' using errcode = 'insufficient_privilege', constraint = 'right_worker';
    end if;
    new.rejected_at := clock_timestamp();
    new.rejected_by := acting_login();
    update run_change set declined_at = new.rejected_at, declined_by = new.rejected_by
        where tenant_id = new.tenant_id and run_id = new.id and outcome = 'withheld';
    perform decline_clearings(new.id, new.rejected_at, new.rejected_by, '{}');
    return new;
end
$$;

ALTER FUNCTION public.sign_rejection() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.sign_rejection() IS 'A trigger: says when and by whom a run was rejected.';

CREATE FUNCTION public.sign_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    new.requested_by := acting_login();
    return new;
end
$$;

ALTER FUNCTION public.sign_request() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.sign_request() IS 'A trigger: says who queued an operation.';

CREATE FUNCTION public.sign_sealing_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    new.published_at := clock_timestamp();
    new.published_by := acting_login();
    return new;
end
$$;

ALTER FUNCTION public.sign_sealing_key() OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.sign_sealing_key() IS 'A trigger: says who published a sealing key, and when.';

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

CREATE FUNCTION public.take_requests(of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer, OUT taken integer, OUT wait_seconds double precision) RETURNS record
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
    used bigint;
    back integer;
    rest integer := unused;
begin
    taken := 0;
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
        wait_seconds := extract(epoch from budget.blocked_until) - seconds;
        return;
    end if;
    bucket := floor(seconds / bucket_seconds)::bigint * bucket_seconds;
    -- A bucket counts as a whole while any of its requests may be inside the window. A bucket in the future was counted just
    -- before, by a clock that was ahead: it counts as a current one.
    select coalesce(array_agg(start order by start), '{}'), coalesce(array_agg(count order by start), '{}'), coalesce(sum(count), 0)
        into starts, counts, used
        from (
            select least(start, bucket) as start, sum(count)::integer as count
            from unnest(budget.bucket_starts, budget.bucket_counts) as old (start, count)
            group by 1) merged
        where start + bucket_seconds + window_seconds > seconds;
    -- What was not sent is taken off the oldest ones: what remains is counted too long, never too short.
    for place in 1..cardinality(counts) loop
        back := least(rest, counts[place]);
        counts[place] := counts[place] - back;
        rest := rest - back;
        used := used - back;
    end loop;
    while counts[1] = 0 loop
        counts := counts[2:];
        starts := starts[2:];
    end loop;
    if used >= request_limit then
        if rest < unused or exists (select from unnest(budget.bucket_starts) as old (start) where start > bucket) then
            update request_budget set bucket_starts = starts, bucket_counts = counts where scope = of_scope;
        end if;
        wait_seconds := coalesce(starts[1] + bucket_seconds + window_seconds - seconds, window_seconds);
        return;
    end if;
    taken := least(greatest(wanted, 1), request_limit - used);
    if starts[cardinality(starts)] >= bucket then
        counts[cardinality(counts)] := counts[cardinality(counts)] + taken;
    else
        starts := starts || bucket;
        counts := counts || taken;
    end if;
    update request_budget
        set bucket_starts = starts, bucket_counts = counts, blocked_until = null, blocked_at = null, used_at = to_timestamp(seconds)
        where scope = of_scope;
end
$$;

ALTER FUNCTION public.take_requests(of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer, OUT taken integer, OUT wait_seconds double precision) OWNER TO passerelle_owner;

COMMENT ON FUNCTION public.take_requests(of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer, OUT taken integer, OUT wait_seconds double precision) IS 'Takes as many of the wanted requests as are left, after giving back unused ones; if none is, says after how many seconds asking again makes sense.';

CREATE FUNCTION public.tenant_of_operation(operation_id bigint) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT queued_operation.tenant_id FROM public.queued_operation WHERE (queued_operation.id = tenant_of_operation.operation_id));

ALTER FUNCTION public.tenant_of_operation(operation_id bigint) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.tenant_of_operation(operation_id bigint) IS 'From an operation''s number to its tenant''s id.';

CREATE FUNCTION public.tenant_of_run(run_id bigint) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN COALESCE((SELECT run.tenant_id FROM public.run WHERE (run.id = tenant_of_run.run_id)), (SELECT run_history.tenant_id FROM public.run_history WHERE (run_history.id = tenant_of_run.run_id)));

ALTER FUNCTION public.tenant_of_run(run_id bigint) OWNER TO passerelle_directory;

COMMENT ON FUNCTION public.tenant_of_run(run_id bigint) IS 'The tenant of a run, live or ended.';

CREATE FUNCTION public.who_am_i() RETURNS TABLE(login text, held text, is_registered boolean, is_shared boolean, is_proven boolean, besides text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT (SESSION_USER)::text AS "session_user",
     public.right_of_login() AS right_of_login,
     (person.login IS NOT NULL),
     COALESCE(person.is_shared, false) AS "coalesce",
     COALESCE(((NOT person.is_shared) AND (person.disabled_at IS NULL)), false) AS "coalesce",
     public.operator_besides((SESSION_USER)::text) AS operator_besides
    FROM (( SELECT) one
      LEFT JOIN public.operator_login person ON ((person.login = SESSION_USER)));
END;

ALTER FUNCTION public.who_am_i() OWNER TO passerelle_people;

COMMENT ON FUNCTION public.who_am_i() IS 'The login of this session, what it may do, and whether it proves who uses it.';

CREATE TABLE public.audit_pending (
    "position" bigint NOT NULL,
    transaction xid8 NOT NULL,
    object text NOT NULL,
    of_tenant uuid,
    slug text,
    key jsonb NOT NULL,
    before jsonb,
    after jsonb
);

ALTER TABLE public.audit_pending OWNER TO passerelle_owner;

COMMENT ON TABLE public.audit_pending IS 'Changes of the transactions under way. Each commit makes entries of its own: no other transaction ever sees a row.';

ALTER TABLE public.audit_pending ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_pending_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.batch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.batch_item (
    batch_id bigint NOT NULL,
    slug text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    taken_at timestamp with time zone,
    CONSTRAINT batch_item_state_known CHECK ((state = ANY (ARRAY['open'::text, 'begun'::text, 'done'::text, 'unchanged'::text, 'failed'::text])))
);

ALTER TABLE public.batch_item OWNER TO passerelle_owner;

COMMENT ON TABLE public.batch_item IS 'What a batch has done for which tenant. The change itself is in the audit log.';

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

CREATE TABLE public.field_rule (
    tenant_id uuid NOT NULL,
    target text NOT NULL,
    field text NOT NULL,
    format text NOT NULL,
    form text NOT NULL,
    clears_when_empty boolean NOT NULL,
    replaces boolean NOT NULL,
    CONSTRAINT field_rule_field_length CHECK (((octet_length(field) >= 1) AND (octet_length(field) <= 200))),
    CONSTRAINT field_rule_form_known CHECK ((form = ANY (ARRAY['text'::text, 'date'::text, 'boolean'::text, 'number'::text]))),
    CONSTRAINT field_rule_format_known CHECK ((format = ANY (ARRAY['text'::text, 'number'::text, 'boolean'::text, 'date'::text, 'list'::text, 'composite'::text, 'file'::text, 'other'::text]))),
    CONSTRAINT field_rule_target_length CHECK (((char_length(target) >= 1) AND (char_length(target) <= 100)))
);

ALTER TABLE ONLY public.field_rule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.field_rule OWNER TO passerelle_owner;

COMMENT ON TABLE public.field_rule IS 'Extra data: which field of Lucca goes to which place of the employee''s resource.';

COMMENT ON COLUMN public.field_rule.target IS 'mobile, phone or email; else the name of a custom field of the planning.';

COMMENT ON COLUMN public.field_rule.field IS 'Lucca''s id of a custom field, as e_…, or the name of a standard one.';

COMMENT ON COLUMN public.field_rule.clears_when_empty IS 'Clears what Passerelle wrote for a person who no longer has a value.';

COMMENT ON COLUMN public.field_rule.replaces IS 'Also overwrites what planners entered.';

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
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT master_key_number_positive CHECK ((number > 0))
);

ALTER TABLE public.master_key OWNER TO passerelle_owner;

COMMENT ON TABLE public.master_key IS 'The keys of this installation''s keyring: its first one, and one by each rotation. Any other key belongs to another keyring.';

COMMENT ON COLUMN public.master_key.number IS 'Of two concurrent rotations from the same key, one is rejected.';

COMMENT ON COLUMN public.master_key.id IS 'As in the keyring file and in tenant_data_key.master_key_id.';

ALTER TABLE public.queued_operation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.queued_operation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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
    cause jsonb NOT NULL,
    reference text NOT NULL,
    employee_id text NOT NULL,
    resource_key bigint NOT NULL,
    type_key bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    declined_at timestamp with time zone,
    declined_by text,
    CONSTRAINT run_change_action_known CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text]))),
    CONSTRAINT run_change_cause_has_code CHECK ((jsonb_typeof((cause -> 'code'::text)) = 'string'::text)),
    CONSTRAINT run_change_outcome_known CHECK ((outcome = ANY (ARRAY['done'::text, 'rejected'::text, 'unconfirmed'::text, 'withheld'::text])))
)
PARTITION BY RANGE (recorded_at);

ALTER TABLE ONLY public.run_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_change OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_change IS 'A run''s writes of events, in order, and the deletions that the brake withheld.';

COMMENT ON COLUMN public.run_change.cause IS 'Why it was written, as facts: a code, and the parameters of its text. Ids and days only.';

COMMENT ON COLUMN public.run_change.declined_at IS 'Of a withheld deletion: when a person declined it. Later runs withhold it again until one is approved.';

COMMENT ON COLUMN public.run_change.declined_by IS 'The login; null: it was left out of an approval.';

CREATE TABLE public.run_step (
    tenant_id uuid NOT NULL,
    run_id bigint NOT NULL,
    "position" integer NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    step text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL
)
PARTITION BY RANGE (finished_at);

ALTER TABLE ONLY public.run_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.run_step OWNER TO passerelle_owner;

COMMENT ON TABLE public.run_step IS 'What an ended run spent its time on, step by step: of its last attempt.';

COMMENT ON COLUMN public.run_step.finished_at IS 'Of the run: decides the partition.';

COMMENT ON COLUMN public.run_step.began_at IS 'Counted back from the end of the run: the worker measures durations, this database has the clock.';

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

ALTER TABLE public.sealing_key ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.sealing_key_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.tenant_alert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tenant_alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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

ALTER TABLE ONLY public.alert_delivery
    ADD CONSTRAINT alert_delivery_pkey PRIMARY KEY (single);

ALTER TABLE ONLY public.api_notice
    ADD CONSTRAINT api_notice_pkey PRIMARY KEY (tenant_id, remote, endpoint, code, property);

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (single);

ALTER TABLE ONLY public.audit_pending
    ADD CONSTRAINT audit_pending_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.audit_text
    ADD CONSTRAINT audit_text_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.batch_item
    ADD CONSTRAINT batch_item_pkey PRIMARY KEY (batch_id, slug);

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.clock_sighting
    ADD CONSTRAINT clock_sighting_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.console_link
    ADD CONSTRAINT console_link_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.console_session
    ADD CONSTRAINT console_session_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (tenant_id, kind, slot);

ALTER TABLE ONLY public.department_link
    ADD CONSTRAINT department_link_pkey PRIMARY KEY (tenant_id, department_id);

ALTER TABLE ONLY public.field_memory
    ADD CONSTRAINT field_memory_pkey PRIMARY KEY (tenant_id, employee_id, target);

ALTER TABLE ONLY public.field_rule
    ADD CONSTRAINT field_rule_pkey PRIMARY KEY (tenant_id, target);

ALTER TABLE ONLY public.fleet_pause
    ADD CONSTRAINT fleet_pause_is_one PRIMARY KEY (single);

ALTER TABLE ONLY public.lucca_account
    ADD CONSTRAINT lucca_account_once_per_planning UNIQUE (planningpme_url, account);

ALTER TABLE ONLY public.lucca_account
    ADD CONSTRAINT lucca_account_pkey PRIMARY KEY (tenant_id, account);

ALTER TABLE ONLY public.master_key
    ADD CONSTRAINT master_key_id_unique UNIQUE (id);

ALTER TABLE ONLY public.master_key
    ADD CONSTRAINT master_key_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.operator_login
    ADD CONSTRAINT operator_login_pkey PRIMARY KEY (login);

ALTER TABLE ONLY public.queued_operation
    ADD CONSTRAINT queued_operation_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY public.run_step
    ADD CONSTRAINT run_step_pkey PRIMARY KEY (tenant_id, run_id, "position", finished_at);

ALTER TABLE ONLY public.schema_function
    ADD CONSTRAINT schema_function_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.schema_function
    ADD CONSTRAINT schema_function_text_once UNIQUE (name, checksum);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_name_unique UNIQUE (name);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.sealed_credential
    ADD CONSTRAINT sealed_credential_pkey PRIMARY KEY (tenant_id, kind);

ALTER TABLE ONLY public.sealing_key
    ADD CONSTRAINT sealing_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenant_alert
    ADD CONSTRAINT tenant_alert_pkey PRIMARY KEY (id);

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

CREATE INDEX audit_entry_of_run ON public.audit_entry USING btree (run, number) WHERE ((run IS NOT NULL) AND (kind = 'change'::text));

CREATE INDEX audit_entry_of_tenant ON public.audit_entry USING btree (slug, number) WHERE (slug IS NOT NULL);

CREATE INDEX audit_entry_to_erase ON public.audit_entry USING btree (tenant) WHERE (tenant IS NOT NULL);

CREATE INDEX audit_pending_of_transaction ON public.audit_pending USING btree (transaction);

CREATE INDEX queued_operation_live ON public.queued_operation USING btree (id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX queued_operation_of_tenant ON public.queued_operation USING btree (tenant_id);

CREATE INDEX run_change_declined ON ONLY public.run_change USING btree (tenant_id, reference) WHERE (declined_at IS NOT NULL);

CREATE INDEX run_change_of_employee ON ONLY public.run_change USING btree (tenant_id, employee_id, number);

CREATE INDEX run_claim_order ON public.run USING btree (((trigger = 'schedule'::text)), scheduled_for, id) WHERE (state = 'queued'::text);

CREATE INDEX run_history_by_code ON ONLY public.run_history USING gin (((problem_codes || ARRAY[(error ->> 'code'::text)]))) WHERE ((problem_codes <> '{}'::text[]) OR (error IS NOT NULL));

CREATE INDEX run_history_by_end ON ONLY public.run_history USING btree (finished_at DESC, id DESC);

CREATE INDEX run_history_by_end_in_state ON ONLY public.run_history USING btree (state, finished_at DESC, id DESC);

CREATE INDEX run_history_by_end_of_tenant ON ONLY public.run_history USING btree (tenant_id, finished_at DESC, id DESC) INCLUDE (state, count_problems);

CREATE INDEX run_history_newest_in_state ON ONLY public.run_history USING btree (state, id DESC);

CREATE INDEX run_history_newest_of_tenant ON ONLY public.run_history USING btree (tenant_id, id DESC);

CREATE INDEX run_running ON public.run USING btree (id) WHERE (state = 'running'::text);

CREATE INDEX run_wait_set_at ON public.run USING btree (wait_set_at) WHERE (state = 'queued'::text);

CREATE INDEX run_with_deaths ON public.run USING btree (id) WHERE (deaths > 0);

CREATE UNIQUE INDEX tenant_account_once_per_planning ON public.tenant USING btree (lower(split_part(split_part(lucca_url, '://'::text, 2), '.'::text, 1)), lower(planningpme_url));

CREATE INDEX tenant_alert_of_tenant ON public.tenant_alert USING btree (tenant_id, closed_at);

CREATE UNIQUE INDEX tenant_alert_open_once ON public.tenant_alert USING btree (tenant_id, kind, (
CASE kind
    WHEN 'problems'::text THEN code
    ELSE ''::text
END)) WHERE (closed_at IS NULL);

CREATE INDEX tenant_alert_to_post ON public.tenant_alert USING btree (id) WHERE (settled_at IS NULL);

CREATE CONSTRAINT TRIGGER alerts_end AFTER INSERT ON public.run_history DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.state <> 'cancelled'::text)) EXECUTE FUNCTION public.alerts_follow();

CREATE CONSTRAINT TRIGGER alerts_review AFTER UPDATE OF approved_by, rejected_at, rejected_by ON public.run_history DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.approved_by IS DISTINCT FROM old.approved_by) OR (new.rejected_at IS DISTINCT FROM old.rejected_at))) EXECUTE FUNCTION public.alerts_follow();

CREATE CONSTRAINT TRIGGER alerts_state AFTER UPDATE OF state, planning_dialect ON public.tenant DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state <> old.state) OR (((new.planning_dialect ->> 'doubt'::text) IS NULL) <> ((old.planning_dialect ->> 'doubt'::text) IS NULL)))) EXECUTE FUNCTION public.alerts_follow();

CREATE TRIGGER audit AFTER INSERT OR UPDATE ON public.batch FOR EACH ROW EXECUTE FUNCTION public.audit_note('batch', '', 'id', 'id,operation,begun_at');

ALTER TABLE public.batch ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.credential FOR EACH ROW EXECUTE FUNCTION public.audit_note('credential', 'tenant_id', 'kind,slot', 'kind,slot,set_at');

ALTER TABLE public.credential ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.field_rule FOR EACH ROW EXECUTE FUNCTION public.audit_note('field', 'tenant_id', 'target', 'target,field,format,form,clears_when_empty,replaces');

ALTER TABLE public.field_rule ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.fleet_pause FOR EACH ROW EXECUTE FUNCTION public.audit_note('fleet', '', 'paused_at', 'paused_at,paused_by');

ALTER TABLE public.fleet_pause ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT ON public.master_key FOR EACH ROW WHEN ((new.number > 1)) EXECUTE FUNCTION public.audit_note('keyring', '', 'id', 'number,id,added_at');

ALTER TABLE public.master_key ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.operator_login FOR EACH ROW EXECUTE FUNCTION public.audit_note('operator', '', 'login', 'login,granted,is_shared,added_at,disabled_at');

ALTER TABLE public.operator_login ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.schema_function FOR EACH ROW EXECUTE FUNCTION public.audit_note('schema', '', 'name,checksum', 'number,name,checksum,applied_at,applied_by');

ALTER TABLE public.schema_function ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.schema_migration FOR EACH ROW EXECUTE FUNCTION public.audit_note('schema', '', 'name', 'number,name,checksum,applied_at,applied_by');

ALTER TABLE public.schema_migration ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE ON public.sealed_credential FOR EACH ROW EXECUTE FUNCTION public.audit_note('sealed_credential', 'tenant_id', 'kind', 'kind,host,key_id,set_at,fault');

ALTER TABLE public.sealed_credential ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sealing_key FOR EACH ROW EXECUTE FUNCTION public.audit_note('keyring', '', 'id', 'number,id,published_at,published_by');

ALTER TABLE public.sealing_key ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.tenant FOR EACH ROW EXECUTE FUNCTION public.audit_note('tenant', 'id', '', 'id,slug,state,environment,lucca_url,former_accounts,planningpme_url,planning_dialect,created_at,department_scope,identifier,match_email,creates,include_pending,neutral_type,reference_field,time_zone,day_start,midday,day_end,days_off,holidays,lucca_api,lucca_requests,hourly_requests,row_limit,horizon_months,daily_at,initial_from,brake_count,brake_percent');

ALTER TABLE public.tenant ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER DELETE ON public.tenant_data_key FOR EACH ROW EXECUTE FUNCTION public.audit_note('data_key', 'tenant_id', 'id', 'id,master_key_id,created_at,wrapped_at');

ALTER TABLE public.tenant_data_key ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.tenant_schedule FOR EACH ROW WHEN ((CURRENT_USER <> 'passerelle_worker'::name)) EXECUTE FUNCTION public.audit_note('schedule', 'tenant_id', '', 'since,last_day,last_taken_at,failed_days,suspended_by');

ALTER TABLE public.tenant_schedule ENABLE ALWAYS TRIGGER audit;

CREATE TRIGGER audit_delete AFTER DELETE ON public.batch FOR EACH ROW WHEN ((old.begun_at >= (public.surely_past() - '90 days'::interval))) EXECUTE FUNCTION public.audit_note('batch', '', 'id', 'id,operation,begun_at');

ALTER TABLE public.batch ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.department_link FOR EACH ROW WHEN ((old.is_explicit OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('department', 'tenant_id', 'department_id', 'department_id,planning_department_key,is_explicit');

ALTER TABLE public.department_link ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.reason_rule FOR EACH ROW WHEN (((old.origin = 'operator'::text) OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('reason', 'tenant_id', 'leave_account_id', 'leave_account_id,destination,type_key,origin');

ALTER TABLE public.reason_rule ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.request_budget FOR EACH ROW WHEN (((old.blocked_until > clock_timestamp()) AND (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('budget', '', '', 'blocked_at,blocked_until');

ALTER TABLE public.request_budget ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.run FOR EACH ROW WHEN (((old.state = 'queued'::text) OR (old.lease_until <= clock_timestamp()))) EXECUTE FUNCTION public.audit_note('run', 'tenant_id', 'id', 'id,purpose,state,trigger,as_of,approves,approves_only,worker,cancel_requested');

ALTER TABLE public.run ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_insert AFTER INSERT ON public.console_link FOR EACH ROW EXECUTE FUNCTION public.audit_note('console', '', 'login,made_at', 'login,made_at,used_at');

ALTER TABLE public.console_link ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.console_session FOR EACH ROW EXECUTE FUNCTION public.audit_note('console', '', 'login,began_at', 'login,is_vouched,began_at,seen_at,ended_at');

ALTER TABLE public.console_session ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.department_link FOR EACH ROW WHEN ((new.is_explicit OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('department', 'tenant_id', 'department_id', 'department_id,planning_department_key,is_explicit');

ALTER TABLE public.department_link ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.queued_operation FOR EACH ROW EXECUTE FUNCTION public.audit_note('operation', 'tenant_id', 'id', 'id,kind,parameters');

ALTER TABLE public.queued_operation ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.reason_rule FOR EACH ROW WHEN (((new.origin = 'operator'::text) OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('reason', 'tenant_id', 'leave_account_id', 'leave_account_id,destination,type_key,origin');

ALTER TABLE public.reason_rule ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.request_budget FOR EACH ROW WHEN (((new.blocked_until IS NOT NULL) AND (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('budget', '', '', 'blocked_at,blocked_until');

ALTER TABLE public.request_budget ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.run FOR EACH ROW WHEN ((new.trigger = 'manual'::text)) EXECUTE FUNCTION public.audit_note('run', 'tenant_id', 'id', 'id,purpose,state,trigger,as_of,approves,approves_only,worker,cancel_requested');

ALTER TABLE public.run ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_reject AFTER UPDATE OF rejected_at, rejected_by ON public.run_history FOR EACH ROW WHEN ((new.rejected_at IS DISTINCT FROM old.rejected_at)) EXECUTE FUNCTION public.audit_note('run', 'tenant_id', 'id', 'id,rejected_at,rejected_by');

ALTER TABLE public.run_history ENABLE ALWAYS TRIGGER audit_reject;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.credential FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('credential', '', '', '');

ALTER TABLE public.credential ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.department_link FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('department', '', '', '');

ALTER TABLE public.department_link ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.field_rule FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('field', '', '', '');

ALTER TABLE public.field_rule ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.fleet_pause FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('fleet', '', '', '');

ALTER TABLE public.fleet_pause ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.master_key FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('keyring', '', '', '');

ALTER TABLE public.master_key ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.operator_login FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('operator', '', '', '');

ALTER TABLE public.operator_login ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.reason_rule FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('reason', '', '', '');

ALTER TABLE public.reason_rule ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.run FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('run', '', '', '');

ALTER TABLE public.run ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.tenant FOR EACH STATEMENT EXECUTE FUNCTION public.audit_note('tenant', '', '', '');

ALTER TABLE public.tenant ENABLE ALWAYS TRIGGER audit_truncate;

CREATE TRIGGER audit_update AFTER UPDATE ON public.batch_item FOR EACH ROW WHEN (((CURRENT_USER <> 'passerelle_worker'::name) AND (NOT ((old.state = ANY (ARRAY['open'::text, 'begun'::text, 'failed'::text])) AND (new.state = ANY (ARRAY['begun'::text, 'failed'::text])) AND (new.batch_id = old.batch_id) AND (new.slug = old.slug) AND ((old.taken_at IS NULL) OR (new.taken_at = old.taken_at)))))) EXECUTE FUNCTION public.audit_note('batch', '', 'batch_id,slug', 'batch_id,slug,state,taken_at');

ALTER TABLE public.batch_item ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.console_session FOR EACH ROW WHEN (((to_jsonb(new.*) - 'seen_at'::text) <> (to_jsonb(old.*) - 'seen_at'::text))) EXECUTE FUNCTION public.audit_note('console', '', 'login,began_at', 'login,is_vouched,began_at,seen_at,ended_at');

ALTER TABLE public.console_session ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.department_link FOR EACH ROW WHEN ((new.is_explicit OR old.is_explicit OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('department', 'tenant_id', 'department_id', 'department_id,planning_department_key,is_explicit');

ALTER TABLE public.department_link ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER DELETE OR UPDATE ON public.master_key FOR EACH ROW EXECUTE FUNCTION public.audit_note('keyring', '', 'id', 'number,id,added_at');

ALTER TABLE public.master_key ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.reason_rule FOR EACH ROW WHEN (((new.origin = 'operator'::text) OR (old.origin = 'operator'::text) OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('reason', 'tenant_id', 'leave_account_id', 'leave_account_id,destination,type_key,origin');

ALTER TABLE public.reason_rule ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE OF blocked_until ON public.request_budget FOR EACH ROW WHEN (((new.blocked_until IS DISTINCT FROM old.blocked_until) AND (CURRENT_USER <> 'passerelle_worker'::name) AND (NOT ((new.blocked_until IS NULL) AND (old.blocked_until <= clock_timestamp()))))) EXECUTE FUNCTION public.audit_note('budget', '', '', 'blocked_at,blocked_until');

ALTER TABLE public.request_budget ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE OF cancel_requested, lease_term ON public.run FOR EACH ROW WHEN (((new.cancel_requested AND (NOT old.cancel_requested)) OR ((new.lease_term <> old.lease_term) AND ((CURRENT_USER <> 'passerelle_directory'::name) OR public.audit_is_operator())))) EXECUTE FUNCTION public.audit_note('run', 'tenant_id', 'id', 'id,purpose,state,trigger,as_of,approves,approves_only,worker,cancel_requested');

ALTER TABLE public.run ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.sealed_credential FOR EACH ROW WHEN ((((to_jsonb(new.*) - 'fault'::text) <> (to_jsonb(old.*) - 'fault'::text)) OR (CURRENT_USER <> 'passerelle_worker'::name))) EXECUTE FUNCTION public.audit_note('sealed_credential', 'tenant_id', 'kind', 'kind,host,key_id,set_at,fault');

ALTER TABLE public.sealed_credential ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.tenant_data_key FOR EACH ROW WHEN (((new.master_key_id = old.master_key_id) OR (new.id <> old.id) OR (new.tenant_id <> old.tenant_id))) EXECUTE FUNCTION public.audit_note('data_key', 'tenant_id', 'id', 'id,master_key_id,created_at,wrapped_at');

ALTER TABLE public.tenant_data_key ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_wait AFTER UPDATE OF not_before, wait_set_at ON public.run FOR EACH ROW WHEN ((((new.not_before IS DISTINCT FROM old.not_before) OR (new.wait_set_at IS DISTINCT FROM old.wait_set_at)) AND (CURRENT_USER <> ALL (ARRAY['passerelle_worker'::name, 'passerelle_directory'::name])))) EXECUTE FUNCTION public.audit_note('run', 'tenant_id', 'id', 'id,state,trigger,not_before,wait_set_at');

ALTER TABLE public.run ENABLE ALWAYS TRIGGER audit_wait;

CREATE TRIGGER claim_lucca_accounts AFTER INSERT OR UPDATE OF lucca_url, planningpme_url, former_accounts ON public.tenant FOR EACH ROW EXECUTE FUNCTION public.claim_lucca_accounts();

CREATE TRIGGER count_revision BEFORE UPDATE ON public.tenant FOR EACH ROW EXECUTE FUNCTION public.count_revision();

CREATE TRIGGER decline AFTER UPDATE OF approved_by ON public.run_history FOR EACH ROW WHEN (((new.approved_by IS NOT NULL) AND (new.approved_by IS DISTINCT FROM old.approved_by))) EXECUTE FUNCTION public.decline_left_out();

CREATE TRIGGER guard BEFORE INSERT OR DELETE OR UPDATE ON public.credential FOR EACH ROW EXECUTE FUNCTION public.guard_secret();

CREATE TRIGGER guard BEFORE INSERT OR DELETE OR UPDATE ON public.field_rule FOR EACH ROW EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard BEFORE INSERT OR DELETE ON public.fleet_pause FOR EACH ROW EXECUTE FUNCTION public.guard_right('admin');

CREATE TRIGGER guard BEFORE INSERT ON public.queued_operation FOR EACH ROW EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard BEFORE INSERT OR DELETE OR UPDATE ON public.sealing_key FOR EACH ROW EXECUTE FUNCTION public.guard_right('admin');

CREATE TRIGGER guard_cancel BEFORE UPDATE OF cancel_requested, lease_term ON public.run FOR EACH ROW WHEN (((new.cancel_requested AND (NOT old.cancel_requested)) OR ((new.lease_term <> old.lease_term) AND (CURRENT_USER <> 'passerelle_directory'::name)))) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_console BEFORE INSERT OR DELETE OR UPDATE ON public.queued_operation FOR EACH STATEMENT WHEN (pg_has_role(SESSION_USER, 'passerelle_console'::name, 'MEMBER'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_console BEFORE INSERT OR DELETE OR UPDATE ON public.run FOR EACH STATEMENT WHEN (pg_has_role(SESSION_USER, 'passerelle_console'::name, 'MEMBER'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_console BEFORE INSERT OR DELETE OR UPDATE ON public.run_history FOR EACH STATEMENT WHEN (pg_has_role(SESSION_USER, 'passerelle_console'::name, 'MEMBER'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_console BEFORE INSERT OR DELETE OR UPDATE ON public.tenant FOR EACH STATEMENT WHEN (pg_has_role(SESSION_USER, 'passerelle_console'::name, 'MEMBER'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_console BEFORE INSERT OR DELETE OR UPDATE ON public.tenant_schedule FOR EACH STATEMENT WHEN (pg_has_role(SESSION_USER, 'passerelle_console'::name, 'MEMBER'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.department_link FOR EACH ROW WHEN (old.is_explicit) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.reason_rule FOR EACH ROW WHEN ((old.origin = 'operator'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.run FOR EACH ROW WHEN ((old.state = 'queued'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.run_change FOR EACH ROW EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.run_history FOR EACH ROW EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.run_problem FOR EACH ROW EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.run_step FOR EACH ROW EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.tenant FOR EACH ROW EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_delete BEFORE DELETE ON public.tenant_data_key FOR EACH ROW EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_delete_live BEFORE DELETE ON public.run FOR EACH ROW WHEN (((old.state <> 'queued'::text) AND (old.lease_until > clock_timestamp()))) EXECUTE FUNCTION public.guard_worker();

CREATE TRIGGER guard_id BEFORE UPDATE ON public.tenant FOR EACH ROW WHEN ((new.id <> old.id)) EXECUTE FUNCTION public.guard_identity();

CREATE TRIGGER guard_insert BEFORE INSERT ON public.department_link FOR EACH ROW WHEN (new.is_explicit) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_insert BEFORE INSERT ON public.master_key FOR EACH ROW WHEN ((new.number <= 1)) EXECUTE FUNCTION public.guard_secret();

CREATE TRIGGER guard_insert BEFORE INSERT ON public.reason_rule FOR EACH ROW WHEN ((new.origin = 'operator'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_insert BEFORE INSERT ON public.run FOR EACH ROW WHEN ((new.trigger = 'manual'::text)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_insert BEFORE INSERT ON public.run_history FOR EACH ROW WHEN ((new.state <> 'cancelled'::text)) EXECUTE FUNCTION public.guard_worker();

CREATE TRIGGER guard_insert BEFORE INSERT ON public.sealed_credential FOR EACH ROW EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_insert BEFORE INSERT ON public.tenant FOR EACH ROW EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_insert BEFORE INSERT ON public.tenant_data_key FOR EACH ROW EXECUTE FUNCTION public.guard_secret();

CREATE TRIGGER guard_insert_approval BEFORE INSERT ON public.run FOR EACH ROW WHEN (((new.approves IS NOT NULL) OR (new.purpose <> 'sync'::text))) EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_insert_brake BEFORE INSERT ON public.tenant FOR EACH ROW WHEN (((new.brake_count > 10) OR (new.brake_percent > 20))) EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_insert_due BEFORE INSERT ON public.run FOR EACH ROW WHEN ((new.trigger <> 'manual'::text)) EXECUTE FUNCTION public.guard_worker();

CREATE TRIGGER guard_reject BEFORE UPDATE OF rejected_at, rejected_by ON public.run_history FOR EACH ROW WHEN (((new.rejected_at IS DISTINCT FROM old.rejected_at) OR (new.rejected_by IS DISTINCT FROM old.rejected_by))) EXECUTE FUNCTION public.sign_rejection();

CREATE TRIGGER guard_resume BEFORE UPDATE OF cancel_requested ON public.run FOR EACH ROW WHEN ((old.cancel_requested AND (NOT new.cancel_requested))) EXECUTE FUNCTION public.guard_worker();

CREATE TRIGGER guard_rotation BEFORE INSERT ON public.master_key FOR EACH ROW WHEN ((new.number > 1)) EXECUTE FUNCTION public.guard_right('admin');

CREATE TRIGGER guard_update BEFORE UPDATE ON public.department_link FOR EACH ROW WHEN ((new.is_explicit OR old.is_explicit)) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_update BEFORE DELETE OR UPDATE ON public.master_key FOR EACH ROW EXECUTE FUNCTION public.guard_right('admin');

CREATE TRIGGER guard_update BEFORE UPDATE ON public.reason_rule FOR EACH ROW WHEN (((new.origin = 'operator'::text) OR (old.origin = 'operator'::text))) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_update BEFORE UPDATE ON public.sealed_credential FOR EACH ROW WHEN ((((to_jsonb(new.*) - 'fault'::text) <> (to_jsonb(old.*) - 'fault'::text)) OR (new.fault IS NULL))) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_update BEFORE UPDATE ON public.tenant FOR EACH ROW WHEN ((((to_jsonb(new.*) - ARRAY['planning_dialect'::text, 'state'::text, 'revision'::text]) <> (to_jsonb(old.*) - ARRAY['planning_dialect'::text, 'state'::text, 'revision'::text])) OR ((new.state <> old.state) AND ((new.state <> 'suspended'::text) OR (old.state <> 'active'::text))))) EXECUTE FUNCTION public.guard_right('operator');

CREATE TRIGGER guard_update BEFORE UPDATE ON public.tenant_data_key FOR EACH ROW EXECUTE FUNCTION public.guard_right('admin');

CREATE TRIGGER guard_update_approval BEFORE UPDATE OF approves, approves_only, purpose, trigger ON public.run FOR EACH ROW WHEN (((new.approves IS DISTINCT FROM old.approves) OR (new.approves_only IS DISTINCT FROM old.approves_only) OR (new.purpose <> old.purpose) OR (new.trigger <> old.trigger))) EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER guard_update_brake BEFORE UPDATE ON public.tenant FOR EACH ROW WHEN (((new.brake_count > old.brake_count) OR (new.brake_percent > old.brake_percent))) EXECUTE FUNCTION public.guard_right('approver');

CREATE TRIGGER only_added BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_entry ENABLE ALWAYS TRIGGER only_added;

CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON public.audit_text FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_text ENABLE ALWAYS TRIGGER only_added;

CREATE TRIGGER only_emptied BEFORE UPDATE ON public.audit_text FOR EACH ROW EXECUTE FUNCTION public.audit_only_empty();

ALTER TABLE public.audit_text ENABLE ALWAYS TRIGGER only_emptied;

CREATE TRIGGER only_one BEFORE INSERT OR DELETE OR TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER only_one;

CREATE CONSTRAINT TRIGGER seal AFTER INSERT ON public.audit_pending DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit_seal();

ALTER TABLE public.audit_pending ENABLE ALWAYS TRIGGER seal;

CREATE TRIGGER sign BEFORE INSERT ON public.queued_operation FOR EACH ROW EXECUTE FUNCTION public.sign_request();

CREATE TRIGGER sign BEFORE INSERT OR UPDATE ON public.sealing_key FOR EACH ROW EXECUTE FUNCTION public.sign_sealing_key();

CREATE TRIGGER within_limits BEFORE INSERT ON public.queued_operation FOR EACH ROW EXECUTE FUNCTION public.bound_operations();

ALTER TABLE ONLY public.api_notice
    ADD CONSTRAINT api_notice_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.batch_item
    ADD CONSTRAINT batch_item_of_batch FOREIGN KEY (batch_id) REFERENCES public.batch(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_has_a_key FOREIGN KEY (tenant_id) REFERENCES public.tenant_data_key(tenant_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.department_link
    ADD CONSTRAINT department_link_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.field_memory
    ADD CONSTRAINT field_memory_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.field_rule
    ADD CONSTRAINT field_rule_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.lucca_account
    ADD CONSTRAINT lucca_account_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.queued_operation
    ADD CONSTRAINT queued_operation_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reason_rule
    ADD CONSTRAINT reason_rule_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.resource_link
    ADD CONSTRAINT resource_link_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sealed_credential
    ADD CONSTRAINT sealed_credential_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_alert
    ADD CONSTRAINT tenant_alert_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_data_key
    ADD CONSTRAINT tenant_data_key_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_memory
    ADD CONSTRAINT tenant_memory_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tenant_schedule
    ADD CONSTRAINT tenant_schedule_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.unavailability_ledger
    ADD CONSTRAINT unavailability_ledger_of_a_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;

ALTER TABLE public.api_notice ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit ON public.tenant FOR SELECT TO passerelle_audit USING (true);

CREATE POLICY console_looks ON public.queued_operation AS RESTRICTIVE FOR INSERT TO passerelle_console WITH CHECK ((kind = ANY (ARRAY['preview'::text, 'check'::text])));

CREATE POLICY console_syncs ON public.run AS RESTRICTIVE FOR INSERT TO passerelle_console WITH CHECK ((purpose = 'sync'::text));

ALTER TABLE public.credential ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.department_link ENABLE ROW LEVEL SECURITY;

CREATE POLICY directory ON public.api_notice FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.queued_operation TO passerelle_directory USING (true);

CREATE POLICY directory ON public.run FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.run_history FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.run_problem FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.sealed_credential FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant_alert FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant_data_key FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory ON public.tenant_schedule FOR SELECT TO passerelle_directory USING (true);

CREATE POLICY directory_claims ON public.run FOR UPDATE TO passerelle_directory USING (true);

CREATE POLICY directory_posts ON public.tenant_alert FOR UPDATE TO passerelle_directory USING (true);

ALTER TABLE public.field_memory ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.field_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.lucca_account ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON public.api_notice USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.credential USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.department_link USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.field_memory USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.field_rule USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.lucca_account USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.queued_operation USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.reason_rule USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.resource_link USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_change USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_history USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_problem USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.run_step USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.sealed_credential USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant USING ((id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_alert USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_data_key USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_memory USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.tenant_schedule USING ((tenant_id = public.current_tenant()));

CREATE POLICY own_tenant ON public.unavailability_ledger USING ((tenant_id = public.current_tenant()));

ALTER TABLE public.queued_operation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reason_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.resource_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_problem ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.run_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sealed_credential ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_alert ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_data_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_memory ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenant_schedule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unavailability_ledger ENABLE ROW LEVEL SECURITY;

GRANT ALL ON SCHEMA public TO passerelle_owner WITH GRANT OPTION;

REVOKE ALL ON FUNCTION public.console_hash(credential text) FROM PUBLIC;

REVOKE ALL ON TABLE public.console_session FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.console_session TO passerelle_owner;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.console_session TO passerelle_people;

REVOKE ALL ON FUNCTION public.console_actor() FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_actor() TO passerelle_audit;

REVOKE ALL ON FUNCTION public.acting_login() FROM PUBLIC;
GRANT ALL ON FUNCTION public.acting_login() TO passerelle_owner;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant TO passerelle_reader;
GRANT SELECT ON TABLE public.tenant TO passerelle_directory;
GRANT INSERT,UPDATE ON TABLE public.tenant TO passerelle_operator;
GRANT DELETE ON TABLE public.tenant TO passerelle_approver;

GRANT SELECT(id) ON TABLE public.tenant TO passerelle_audit;

GRANT SELECT(slug) ON TABLE public.tenant TO passerelle_audit;

GRANT UPDATE(state) ON TABLE public.tenant TO passerelle_console;

GRANT SELECT ON TABLE public.tenant_alert TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant_alert TO passerelle_reader;
GRANT SELECT ON TABLE public.tenant_alert TO passerelle_directory;

GRANT UPDATE(posted_at) ON TABLE public.tenant_alert TO passerelle_directory;

GRANT UPDATE(settled_at) ON TABLE public.tenant_alert TO passerelle_directory;

REVOKE ALL ON FUNCTION public.alert_list(to_post boolean, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.alert_list(to_post boolean, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.alert_list(to_post boolean, at_most integer) TO passerelle_reader;

GRANT SELECT,UPDATE ON TABLE public.alert_delivery TO passerelle_worker;
GRANT SELECT ON TABLE public.alert_delivery TO passerelle_reader;
GRANT SELECT ON TABLE public.alert_delivery TO passerelle_directory;

REVOKE ALL ON FUNCTION public.alert_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION public.alert_overview() TO passerelle_worker;
GRANT ALL ON FUNCTION public.alert_overview() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.alerts_follow() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.alerts_posted(open_ids bigint[], closed_ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.alerts_posted(open_ids bigint[], closed_ids bigint[]) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.alerts_refresh(by_run bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.alerts_refresh(by_run bigint) TO passerelle_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_history TO passerelle_worker;
GRANT SELECT ON TABLE public.run_history TO passerelle_reader;
GRANT SELECT ON TABLE public.run_history TO passerelle_directory;
GRANT INSERT ON TABLE public.run_history TO passerelle_operator;
GRANT DELETE ON TABLE public.run_history TO passerelle_approver;
GRANT INSERT ON TABLE public.run_history TO passerelle_console;

GRANT UPDATE(count_new_problems) ON TABLE public.run_history TO passerelle_worker;

GRANT UPDATE(approved_by) ON TABLE public.run_history TO passerelle_worker;

GRANT UPDATE(rejected_at) ON TABLE public.run_history TO passerelle_worker;
GRANT UPDATE(rejected_at) ON TABLE public.run_history TO passerelle_approver;
GRANT UPDATE(rejected_at) ON TABLE public.run_history TO passerelle_console;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_schedule TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant_schedule TO passerelle_reader;
GRANT SELECT ON TABLE public.tenant_schedule TO passerelle_directory;
GRANT INSERT,DELETE,UPDATE ON TABLE public.tenant_schedule TO passerelle_operator;

GRANT UPDATE(last_day) ON TABLE public.tenant_schedule TO passerelle_console;

GRANT UPDATE(last_taken_at) ON TABLE public.tenant_schedule TO passerelle_console;

REVOKE ALL ON FUNCTION public.silent_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.silent_tenants() TO passerelle_directory;

REVOKE ALL ON FUNCTION public.alerts_stale() FROM PUBLIC;
GRANT ALL ON FUNCTION public.alerts_stale() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.alerts_wanted() FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_notice TO passerelle_worker;
GRANT SELECT ON TABLE public.api_notice TO passerelle_reader;
GRANT SELECT ON TABLE public.api_notice TO passerelle_directory;
GRANT INSERT,DELETE,UPDATE ON TABLE public.api_notice TO passerelle_operator;

REVOKE ALL ON FUNCTION public.api_notice_overview(recent_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.api_notice_overview(recent_days integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.api_notice_overview(recent_days integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.audit_actor(OUT person text, OUT claimed text, OUT is_vouched boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.audit_append(kind text, object text, tenant uuid, slug text, run bigint, code text, subject text, changes text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.audit_dialect(dialect jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_dialect(dialect jsonb) TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_part(value text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_part(value text) TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_digest(VARIADIC list text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_digest(VARIADIC list text[]) TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_image(record jsonb, shown text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_image(record jsonb, shown text[]) TO passerelle_audit;

REVOKE ALL ON TABLE public.operator_login FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.operator_login TO passerelle_owner;
GRANT SELECT,INSERT,UPDATE ON TABLE public.operator_login TO passerelle_people;
GRANT SELECT ON TABLE public.operator_login TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_is_operator() FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_is_operator() TO passerelle_owner;
GRANT ALL ON FUNCTION public.audit_is_operator() TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_is_operator() TO passerelle_directory;
GRANT ALL ON FUNCTION public.audit_is_operator() TO passerelle_operator;
GRANT ALL ON FUNCTION public.audit_is_operator() TO passerelle_console;

REVOKE ALL ON FUNCTION public.database_life() FROM PUBLIC;
GRANT ALL ON FUNCTION public.database_life() TO passerelle_worker;
GRANT ALL ON FUNCTION public.database_life() TO passerelle_viewer;
GRANT ALL ON FUNCTION public.database_life() TO passerelle_audit;

REVOKE ALL ON TABLE public.audit_head FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.audit_head TO passerelle_owner;
GRANT SELECT ON TABLE public.audit_head TO passerelle_audit;

GRANT UPDATE(number) ON TABLE public.audit_head TO passerelle_audit;

GRANT UPDATE(hash) ON TABLE public.audit_head TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_last() FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_last() TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_last() TO passerelle_reader;

REVOKE ALL ON TABLE public.audit_entry FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.audit_entry TO passerelle_owner;
GRANT SELECT,INSERT ON TABLE public.audit_entry TO passerelle_audit;

REVOKE ALL ON TABLE public.audit_text FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.audit_text TO passerelle_owner;
GRANT SELECT,INSERT ON TABLE public.audit_text TO passerelle_audit;

GRANT UPDATE(salt) ON TABLE public.audit_text TO passerelle_audit;

GRANT UPDATE(reason) ON TABLE public.audit_text TO passerelle_audit;

GRANT UPDATE(subject) ON TABLE public.audit_text TO passerelle_audit;

GRANT UPDATE(changes) ON TABLE public.audit_text TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_list(of_slug text, of_actor text, since timestamp with time zone, until timestamp with time zone, before bigint, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_list(of_slug text, of_actor text, since timestamp with time zone, until timestamp with time zone, before bigint, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_list(of_slug text, of_actor text, since timestamp with time zone, until timestamp with time zone, before bigint, at_most integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.audit_note() FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_note() TO passerelle_owner;

REVOKE ALL ON FUNCTION public.audit_of_run(of_run bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_of_run(of_run bigint) TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_of_run(of_run bigint) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.audit_only_empty() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.audit_parts(old_row jsonb, new_row jsonb, owner_column text, key_columns text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.audit_read(after bigint, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_read(after bigint, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_read(after bigint, at_most integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) TO passerelle_reader;
GRANT ALL ON FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) TO passerelle_people;
GRANT ALL ON FUNCTION public.audit_record(kind text, object text, subject text, of_slug text, of_run bigint, code text) TO passerelle_owner;

REVOKE ALL ON FUNCTION public.audit_refuse() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.audit_seal() FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_seal() TO passerelle_owner;

REVOKE ALL ON FUNCTION public.audit_shown(value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_shown(value jsonb) TO passerelle_audit;

REVOKE ALL ON FUNCTION public.audit_timeline(of_tenant uuid, before bigint, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_timeline(of_tenant uuid, before bigint, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.audit_timeline(of_tenant uuid, before bigint, at_most integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.bound_operations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.bound_operations() TO passerelle_owner;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.request_budget TO passerelle_worker;
GRANT SELECT ON TABLE public.request_budget TO passerelle_reader;
GRANT SELECT ON TABLE public.request_budget TO passerelle_directory;
GRANT INSERT,DELETE,UPDATE ON TABLE public.request_budget TO passerelle_operator;

REVOKE ALL ON FUNCTION public.budget_shares() FROM PUBLIC;
GRANT ALL ON FUNCTION public.budget_shares() TO passerelle_worker;
GRANT ALL ON FUNCTION public.budget_shares() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.claim_lucca_accounts() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.claim_operations(claimer text, lease_seconds integer, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_operations(claimer text, lease_seconds integer, at_most integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.console_begin(person text, credential text, vouched boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.console_days(of_tenants uuid[], since timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_days(of_tenants uuid[], since timestamp with time zone) TO passerelle_worker;
GRANT ALL ON FUNCTION public.console_days(of_tenants uuid[], since timestamp with time zone) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.console_enter(credential text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_enter(credential text) TO passerelle_console;

REVOKE ALL ON FUNCTION public.console_leave(credential text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_leave(credential text) TO passerelle_console;

REVOKE ALL ON FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) TO passerelle_worker;
GRANT ALL ON FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) TO passerelle_reader;
GRANT ALL ON FUNCTION public.is_open_review(state text, approved_by bigint, rejected_at timestamp with time zone) TO passerelle_directory;

REVOKE ALL ON FUNCTION public.last_complete_run(of_tenant uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.last_complete_run(of_tenant uuid) TO passerelle_directory;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_problem TO passerelle_worker;
GRANT SELECT ON TABLE public.run_problem TO passerelle_reader;
GRANT DELETE ON TABLE public.run_problem TO passerelle_approver;

GRANT SELECT(tenant_id) ON TABLE public.run_problem TO passerelle_directory;

GRANT SELECT(run_id) ON TABLE public.run_problem TO passerelle_directory;

GRANT SELECT(finished_at) ON TABLE public.run_problem TO passerelle_directory;

GRANT SELECT(code) ON TABLE public.run_problem TO passerelle_directory;

GRANT SELECT(known_since) ON TABLE public.run_problem TO passerelle_directory;

REVOKE ALL ON FUNCTION public.console_new_problems() FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_new_problems() TO passerelle_worker;
GRANT ALL ON FUNCTION public.console_new_problems() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.console_night(since timestamp with time zone, until timestamp with time zone, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_night(since timestamp with time zone, until timestamp with time zone, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.console_night(since timestamp with time zone, until timestamp with time zone, at_most integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.console_open(link text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_open(link text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.console_open(link text) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.console_redeem(link text, credential text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_redeem(link text, credential text) TO passerelle_console;

REVOKE ALL ON FUNCTION public.console_shared_codes(codes text[], besides uuid, since timestamp with time zone, until timestamp with time zone, most_named integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_shared_codes(codes text[], besides uuid, since timestamp with time zone, until timestamp with time zone, most_named integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.console_shared_codes(codes text[], besides uuid, since timestamp with time zone, until timestamp with time zone, most_named integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.last_ended_sync(of_tenant uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.last_ended_sync(of_tenant uuid) TO passerelle_directory;

REVOKE ALL ON FUNCTION public.console_standings(of_tenant uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_standings(of_tenant uuid) TO passerelle_worker;
GRANT ALL ON FUNCTION public.console_standings(of_tenant uuid) TO passerelle_reader;

REVOKE ALL ON TABLE public.console_link FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.console_link TO passerelle_owner;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.console_link TO passerelle_people;

REVOKE ALL ON FUNCTION public.console_void(of_login text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.console_vouch(person text, credential text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.console_vouch(person text, credential text) TO passerelle_console_proxy;

REVOKE ALL ON FUNCTION public.count_revision() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.find_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.count_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.count_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.count_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, at_most integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.current_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_directory;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_worker;
GRANT ALL ON FUNCTION public.current_tenant() TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.field_memory TO passerelle_worker;
GRANT SELECT ON TABLE public.field_memory TO passerelle_viewer;
GRANT DELETE ON TABLE public.field_memory TO passerelle_operator;

GRANT UPDATE(digest) ON TABLE public.field_memory TO passerelle_operator;

REVOKE ALL ON FUNCTION public.decline_clearings(of_run bigint, moment timestamp with time zone, login text, approved text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.decline_left_out() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.dialect_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION public.dialect_overview() TO passerelle_worker;
GRANT ALL ON FUNCTION public.dialect_overview() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.ensure_history_partitions(months_ahead integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ensure_history_partitions(months_ahead integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.ensure_history_partitions(months_ahead integer) TO passerelle_operator;
GRANT ALL ON FUNCTION public.ensure_history_partitions(months_ahead integer) TO passerelle_console;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.unavailability_ledger TO passerelle_worker;
GRANT SELECT ON TABLE public.unavailability_ledger TO passerelle_viewer;
GRANT DELETE ON TABLE public.unavailability_ledger TO passerelle_operator;

REVOKE ALL ON FUNCTION public.events_of_employee(of_employee text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.events_of_employee(of_employee text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.events_of_employee(of_employee text) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.find_tenant(by_slug text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_tenant(by_slug text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.find_tenant(by_slug text) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.guard_identity() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.guard_right() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.guard_secret() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.guard_worker() FROM PUBLIC;

GRANT SELECT,DELETE ON TABLE public.batch TO passerelle_worker;
GRANT SELECT,DELETE ON TABLE public.batch TO passerelle_operator;

GRANT INSERT(operation) ON TABLE public.batch TO passerelle_worker;
GRANT INSERT(operation) ON TABLE public.batch TO passerelle_operator;

GRANT INSERT(parameters) ON TABLE public.batch TO passerelle_worker;
GRANT INSERT(parameters) ON TABLE public.batch TO passerelle_operator;

REVOKE ALL ON FUNCTION public.hold_batch(batch_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hold_batch(batch_id bigint) TO passerelle_worker;
GRANT ALL ON FUNCTION public.hold_batch(batch_id bigint) TO passerelle_operator;

REVOKE ALL ON FUNCTION public.known_zone(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.known_zone(name text) TO passerelle_directory;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.credential TO passerelle_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.credential TO passerelle_operator;

REVOKE ALL ON FUNCTION public.list_credentials() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_credentials() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_credentials() TO passerelle_viewer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_data_key TO passerelle_worker;
GRANT SELECT,INSERT ON TABLE public.tenant_data_key TO passerelle_operator;

GRANT SELECT(tenant_id) ON TABLE public.tenant_data_key TO passerelle_directory;

GRANT SELECT(master_key_id) ON TABLE public.tenant_data_key TO passerelle_directory;
GRANT UPDATE(master_key_id) ON TABLE public.tenant_data_key TO passerelle_admin;

GRANT UPDATE(wrapped) ON TABLE public.tenant_data_key TO passerelle_admin;

GRANT UPDATE(wrapped_at) ON TABLE public.tenant_data_key TO passerelle_admin;

REVOKE ALL ON FUNCTION public.list_data_key_usage() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_data_key_usage() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_data_key_usage() TO passerelle_operator;

REVOKE ALL ON FUNCTION public.operation_state(state text, requested_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.operation_state(state text, requested_at timestamp with time zone) TO passerelle_worker;
GRANT ALL ON FUNCTION public.operation_state(state text, requested_at timestamp with time zone) TO passerelle_reader;

GRANT SELECT ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT ON TABLE public.queued_operation TO passerelle_reader;
GRANT DELETE ON TABLE public.queued_operation TO passerelle_directory;

GRANT SELECT(id) ON TABLE public.queued_operation TO passerelle_directory;

GRANT INSERT(tenant_id) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(tenant_id) ON TABLE public.queued_operation TO passerelle_directory;
GRANT INSERT(tenant_id) ON TABLE public.queued_operation TO passerelle_operator;
GRANT INSERT(tenant_id) ON TABLE public.queued_operation TO passerelle_console;

GRANT INSERT(kind) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(kind) ON TABLE public.queued_operation TO passerelle_directory;
GRANT INSERT(kind) ON TABLE public.queued_operation TO passerelle_operator;
GRANT INSERT(kind) ON TABLE public.queued_operation TO passerelle_console;

GRANT INSERT(parameters) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(parameters) ON TABLE public.queued_operation TO passerelle_directory;
GRANT INSERT(parameters) ON TABLE public.queued_operation TO passerelle_operator;
GRANT INSERT(parameters) ON TABLE public.queued_operation TO passerelle_console;

GRANT SELECT(requested_by) ON TABLE public.queued_operation TO passerelle_directory;

GRANT SELECT(requested_at) ON TABLE public.queued_operation TO passerelle_directory;

GRANT UPDATE(state) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(state),UPDATE(state) ON TABLE public.queued_operation TO passerelle_directory;

GRANT UPDATE(worker) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(worker),UPDATE(worker) ON TABLE public.queued_operation TO passerelle_directory;

GRANT SELECT(deaths),UPDATE(deaths) ON TABLE public.queued_operation TO passerelle_directory;

GRANT SELECT(lease_term),UPDATE(lease_term) ON TABLE public.queued_operation TO passerelle_directory;

GRANT UPDATE(lease_until) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(lease_until),UPDATE(lease_until) ON TABLE public.queued_operation TO passerelle_directory;

GRANT UPDATE(lease_seconds) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(lease_seconds),UPDATE(lease_seconds) ON TABLE public.queued_operation TO passerelle_directory;

GRANT UPDATE(finished_at) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(finished_at),UPDATE(finished_at) ON TABLE public.queued_operation TO passerelle_directory;

GRANT UPDATE(result) ON TABLE public.queued_operation TO passerelle_worker;

GRANT UPDATE(error) ON TABLE public.queued_operation TO passerelle_worker;
GRANT SELECT(error),UPDATE(error) ON TABLE public.queued_operation TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_operations(of_tenant uuid, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_operations(of_tenant uuid, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_operations(of_tenant uuid, at_most integer) TO passerelle_reader;

GRANT USAGE ON SEQUENCE public.run_number TO passerelle_worker;
GRANT USAGE ON SEQUENCE public.run_number TO passerelle_operator;
GRANT USAGE ON SEQUENCE public.run_number TO passerelle_console;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.run TO passerelle_worker;
GRANT SELECT ON TABLE public.run TO passerelle_reader;
GRANT SELECT ON TABLE public.run TO passerelle_directory;
GRANT DELETE ON TABLE public.run TO passerelle_operator;
GRANT DELETE ON TABLE public.run TO passerelle_console;

GRANT INSERT(tenant_id) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(tenant_id) ON TABLE public.run TO passerelle_console;

GRANT INSERT(purpose) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(purpose) ON TABLE public.run TO passerelle_console;

GRANT UPDATE(state) ON TABLE public.run TO passerelle_directory;

GRANT INSERT(trigger) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(trigger) ON TABLE public.run TO passerelle_console;

GRANT INSERT(as_of) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(as_of) ON TABLE public.run TO passerelle_console;

GRANT INSERT(window_from) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(window_from) ON TABLE public.run TO passerelle_console;

GRANT INSERT(window_to) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(window_to) ON TABLE public.run TO passerelle_console;

GRANT UPDATE(scheduled_for) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(not_before) ON TABLE public.run TO passerelle_directory;
GRANT UPDATE(not_before) ON TABLE public.run TO passerelle_operator;

GRANT UPDATE(wait_set_at) ON TABLE public.run TO passerelle_directory;
GRANT UPDATE(wait_set_at) ON TABLE public.run TO passerelle_operator;

GRANT UPDATE(started_at) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(attempt) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(deaths) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(worker) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(taken_over) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_term) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_until) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(lease_seconds) ON TABLE public.run TO passerelle_directory;

GRANT UPDATE(cancel_requested) ON TABLE public.run TO passerelle_operator;
GRANT UPDATE(cancel_requested) ON TABLE public.run TO passerelle_console;

GRANT UPDATE(error) ON TABLE public.run TO passerelle_directory;

GRANT INSERT(approves) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(approves) ON TABLE public.run TO passerelle_console;

GRANT INSERT(approves_only) ON TABLE public.run TO passerelle_operator;
GRANT INSERT(approves_only) ON TABLE public.run TO passerelle_console;

GRANT SELECT ON TABLE public.run_record TO passerelle_worker;
GRANT SELECT ON TABLE public.run_record TO passerelle_reader;
GRANT SELECT ON TABLE public.run_record TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_runs(in_state text, since timestamp with time zone, at_most integer) TO passerelle_reader;

GRANT SELECT,DELETE ON TABLE public.fleet_pause TO passerelle_worker;
GRANT DELETE ON TABLE public.fleet_pause TO passerelle_admin;
GRANT SELECT ON TABLE public.fleet_pause TO passerelle_reader;
GRANT SELECT ON TABLE public.fleet_pause TO passerelle_directory;

GRANT INSERT(reason) ON TABLE public.fleet_pause TO passerelle_worker;
GRANT INSERT(reason) ON TABLE public.fleet_pause TO passerelle_admin;

REVOKE ALL ON FUNCTION public.list_schedules() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_schedules() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_schedules() TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sealed_credential TO passerelle_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sealed_credential TO passerelle_operator;

GRANT SELECT(tenant_id) ON TABLE public.sealed_credential TO passerelle_directory;

GRANT SELECT(key_id) ON TABLE public.sealed_credential TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_sealed_credentials() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_sealed_credentials() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_sealed_credentials() TO passerelle_viewer;

GRANT SELECT ON TABLE public.sealing_key TO passerelle_worker;
GRANT SELECT ON TABLE public.sealing_key TO passerelle_reader;

GRANT UPDATE(number) ON TABLE public.sealing_key TO passerelle_worker;
GRANT SELECT(number) ON TABLE public.sealing_key TO passerelle_directory;
GRANT UPDATE(number) ON TABLE public.sealing_key TO passerelle_admin;

GRANT INSERT(id) ON TABLE public.sealing_key TO passerelle_worker;
GRANT SELECT(id) ON TABLE public.sealing_key TO passerelle_directory;
GRANT INSERT(id) ON TABLE public.sealing_key TO passerelle_admin;

GRANT INSERT(public),UPDATE(public) ON TABLE public.sealing_key TO passerelle_worker;
GRANT INSERT(public),UPDATE(public) ON TABLE public.sealing_key TO passerelle_admin;

GRANT SELECT(published_at) ON TABLE public.sealing_key TO passerelle_directory;

GRANT SELECT(published_by) ON TABLE public.sealing_key TO passerelle_directory;

REVOKE ALL ON FUNCTION public.list_sealing_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_sealing_keys() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_sealing_keys() TO passerelle_admin;

REVOKE ALL ON FUNCTION public.list_suspended_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_suspended_tenants() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_suspended_tenants() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_taken_days() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_taken_days() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_taken_days() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_tenant_health() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenant_health() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_tenant_health() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenants() TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_tenants() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.list_tenants_under_other_master_key(than text) TO passerelle_operator;

REVOKE ALL ON FUNCTION public.mend_moments() FROM PUBLIC;
GRANT ALL ON FUNCTION public.mend_moments() TO passerelle_worker;
GRANT ALL ON FUNCTION public.mend_moments() TO passerelle_operator;
GRANT ALL ON FUNCTION public.mend_moments() TO passerelle_console;

REVOKE ALL ON FUNCTION public.next_claim_seconds() FROM PUBLIC;
GRANT ALL ON FUNCTION public.next_claim_seconds() TO passerelle_worker;

REVOKE ALL ON FUNCTION public.operation_limits() FROM PUBLIC;
GRANT ALL ON FUNCTION public.operation_limits() TO passerelle_worker;
GRANT ALL ON FUNCTION public.operation_limits() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.operator_add(of_login text, wanted text, shared boolean, works boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.operator_add(of_login text, wanted text, shared boolean, works boolean) TO passerelle_worker;
GRANT ALL ON FUNCTION public.operator_add(of_login text, wanted text, shared boolean, works boolean) TO passerelle_viewer;

REVOKE ALL ON FUNCTION public.operator_besides(of_login text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.operator_disable(of_login text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.operator_disable(of_login text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.operator_disable(of_login text) TO passerelle_viewer;

REVOKE ALL ON FUNCTION public.operator_end_sessions(of_login text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.operator_end_sessions(of_login text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.operator_end_sessions(of_login text) TO passerelle_viewer;

REVOKE ALL ON FUNCTION public.operator_is_last_admin(of_login text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.operator_list() FROM PUBLIC;
GRANT ALL ON FUNCTION public.operator_list() TO passerelle_worker;
GRANT ALL ON FUNCTION public.operator_list() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.operator_strangers() FROM PUBLIC;
GRANT ALL ON FUNCTION public.operator_strangers() TO passerelle_worker;
GRANT ALL ON FUNCTION public.operator_strangers() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.operator_strip(of_login text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.page_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.page_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) TO passerelle_worker;
GRANT ALL ON FUNCTION public.page_runs(of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamp with time zone, until timestamp with time zone, before_run bigint, at_most integer) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.prune_history(keep_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.prune_history(keep_months integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.queue_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION public.queue_overview() TO passerelle_worker;
GRANT ALL ON FUNCTION public.queue_overview() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.renew_leases(runs bigint[], terms integer[], seconds integer) TO passerelle_worker;

REVOKE ALL ON FUNCTION public.require_own_login() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_right(needed text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.require_right(needed text) TO passerelle_owner;
GRANT ALL ON FUNCTION public.require_right(needed text) TO passerelle_directory;
GRANT ALL ON FUNCTION public.require_right(needed text) TO passerelle_worker;
GRANT ALL ON FUNCTION public.require_right(needed text) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.right_of_login() FROM PUBLIC;
GRANT ALL ON FUNCTION public.right_of_login() TO passerelle_owner;
GRANT ALL ON FUNCTION public.right_of_login() TO passerelle_directory;
GRANT ALL ON FUNCTION public.right_of_login() TO passerelle_worker;
GRANT ALL ON FUNCTION public.right_of_login() TO passerelle_reader;

REVOKE ALL ON FUNCTION public.sign_rejection() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.sign_request() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.sign_sealing_key() FROM PUBLIC;

GRANT SELECT ON TABLE public.clock_sighting TO passerelle_worker;
GRANT SELECT ON TABLE public.clock_sighting TO passerelle_viewer;

REVOKE ALL ON FUNCTION public.surely_past() FROM PUBLIC;
GRANT ALL ON FUNCTION public.surely_past() TO passerelle_worker;
GRANT ALL ON FUNCTION public.surely_past() TO passerelle_viewer;

REVOKE ALL ON FUNCTION public.take_requests(of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer, OUT taken integer, OUT wait_seconds double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_requests(of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer, OUT taken integer, OUT wait_seconds double precision) TO passerelle_worker;
GRANT ALL ON FUNCTION public.take_requests(of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer, OUT taken integer, OUT wait_seconds double precision) TO passerelle_operator;

REVOKE ALL ON FUNCTION public.tenant_of_operation(operation_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_of_operation(operation_id bigint) TO passerelle_worker;
GRANT ALL ON FUNCTION public.tenant_of_operation(operation_id bigint) TO passerelle_reader;

REVOKE ALL ON FUNCTION public.tenant_of_run(run_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_worker;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_reader;
GRANT ALL ON FUNCTION public.tenant_of_run(run_id bigint) TO passerelle_audit;

REVOKE ALL ON FUNCTION public.who_am_i() FROM PUBLIC;
GRANT ALL ON FUNCTION public.who_am_i() TO passerelle_worker;
GRANT ALL ON FUNCTION public.who_am_i() TO passerelle_reader;

REVOKE ALL ON TABLE public.audit_pending FROM passerelle_owner;
GRANT SELECT,REFERENCES,TRIGGER ON TABLE public.audit_pending TO passerelle_owner;
GRANT SELECT,INSERT,DELETE ON TABLE public.audit_pending TO passerelle_audit;

GRANT SELECT ON TABLE public.batch_item TO passerelle_worker;
GRANT SELECT ON TABLE public.batch_item TO passerelle_operator;

GRANT INSERT(batch_id) ON TABLE public.batch_item TO passerelle_worker;
GRANT INSERT(batch_id) ON TABLE public.batch_item TO passerelle_operator;

GRANT INSERT(slug) ON TABLE public.batch_item TO passerelle_worker;
GRANT INSERT(slug) ON TABLE public.batch_item TO passerelle_operator;

GRANT UPDATE(state) ON TABLE public.batch_item TO passerelle_worker;
GRANT UPDATE(state) ON TABLE public.batch_item TO passerelle_operator;

GRANT UPDATE(taken_at) ON TABLE public.batch_item TO passerelle_worker;
GRANT UPDATE(taken_at) ON TABLE public.batch_item TO passerelle_operator;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.department_link TO passerelle_worker;
GRANT SELECT ON TABLE public.department_link TO passerelle_reader;
GRANT INSERT,DELETE,UPDATE ON TABLE public.department_link TO passerelle_operator;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.field_rule TO passerelle_worker;
GRANT SELECT ON TABLE public.field_rule TO passerelle_reader;
GRANT INSERT,DELETE,UPDATE ON TABLE public.field_rule TO passerelle_operator;

GRANT SELECT,INSERT,DELETE ON TABLE public.lucca_account TO passerelle_worker;
GRANT SELECT ON TABLE public.lucca_account TO passerelle_viewer;
GRANT INSERT,DELETE ON TABLE public.lucca_account TO passerelle_operator;

GRANT SELECT,INSERT ON TABLE public.master_key TO passerelle_worker;
GRANT SELECT,INSERT ON TABLE public.master_key TO passerelle_operator;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reason_rule TO passerelle_worker;
GRANT SELECT ON TABLE public.reason_rule TO passerelle_reader;
GRANT INSERT,DELETE,UPDATE ON TABLE public.reason_rule TO passerelle_operator;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resource_link TO passerelle_worker;
GRANT SELECT ON TABLE public.resource_link TO passerelle_viewer;
GRANT DELETE ON TABLE public.resource_link TO passerelle_operator;

GRANT UPDATE(department_id) ON TABLE public.resource_link TO passerelle_operator;

GRANT USAGE ON SEQUENCE public.run_change_number TO passerelle_worker;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_change TO passerelle_worker;
GRANT SELECT ON TABLE public.run_change TO passerelle_reader;
GRANT DELETE ON TABLE public.run_change TO passerelle_approver;

GRANT SELECT,INSERT,DELETE ON TABLE public.run_step TO passerelle_worker;
GRANT SELECT ON TABLE public.run_step TO passerelle_reader;
GRANT DELETE ON TABLE public.run_step TO passerelle_approver;

GRANT SELECT ON TABLE public.schema_function TO passerelle_worker;
GRANT SELECT ON TABLE public.schema_function TO passerelle_reader;

GRANT SELECT ON TABLE public.schema_migration TO passerelle_worker;
GRANT SELECT ON TABLE public.schema_migration TO passerelle_reader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_memory TO passerelle_worker;
GRANT SELECT ON TABLE public.tenant_memory TO passerelle_reader;
GRANT DELETE ON TABLE public.tenant_memory TO passerelle_operator;

GRANT UPDATE(neutral_type_key) ON TABLE public.tenant_memory TO passerelle_operator;

GRANT UPDATE(reconciled_at) ON TABLE public.tenant_memory TO passerelle_operator;

GRANT UPDATE(catalog_read_at) ON TABLE public.tenant_memory TO passerelle_operator;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worker TO passerelle_worker;
GRANT SELECT ON TABLE public.worker TO passerelle_reader;
GRANT SELECT ON TABLE public.worker TO passerelle_directory;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_audit REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_directory REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE passerelle_people REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

