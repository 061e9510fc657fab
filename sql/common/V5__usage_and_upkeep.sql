-- Sums of audit_events by hour (UTC), kept by the projection that inserts those rows, in the same transaction. A pool's
-- statistics read the first table, a caller's the second (server spec 11.3). Empty text stands for "none" in keys.

create table pool_usage_hours (
    begins_at timestamp with time zone not null,
    pool_id varchar not null,
    route_kind varchar not null,
    backend varchar not null,
    fallback_reason varchar not null,
    requests bigint not null,
    errors bigint not null,
    service_errors bigint not null,
    upstream_client_errors bigint not null,
    fallbacks bigint not null,
    duration_ms bigint not null,
    hits bigint not null,
    stale bigint not null,
    misses bigint not null,
    bypass bigint not null,
    unknown_status bigint not null,
    cacheable bigint not null,
    eligible bigint not null,
    coalesced bigint not null,
    revalidated bigint not null,
    latest_seen_at timestamp with time zone not null,
    primary key (pool_id, begins_at, route_kind, backend, fallback_reason)
);

create index pool_usage_hours_begins on pool_usage_hours (begins_at);

create table caller_usage_hours (
    begins_at timestamp with time zone not null,
    pool_id varchar not null,
    caller_id varchar not null,
    client_name varchar not null,
    route_kind varchar not null,
    requests bigint not null,
    errors bigint not null,
    service_errors bigint not null,
    upstream_client_errors bigint not null,
    fallbacks bigint not null,
    duration_ms bigint not null,
    hits bigint not null,
    stale bigint not null,
    misses bigint not null,
    bypass bigint not null,
    unknown_status bigint not null,
    cacheable bigint not null,
    eligible bigint not null,
    coalesced bigint not null,
    revalidated bigint not null,
    latest_seen_at timestamp with time zone not null,
    primary key (pool_id, caller_id, begins_at, client_name, route_kind)
);

create index caller_usage_hours_begins on caller_usage_hours (begins_at);

-- Sums answer what these were for.
drop index audit_events_pool_cache;
drop index audit_events_pool_kind;

-- Client tokens that ended: audit rows that still name them, and those still to come, lose the name (server spec 11.2).
create table retired_tokens (
    id varchar primary key,
    retired_at timestamp with time zone not null
);

-- What the janitor walks by.
create index github_cache_entries_stale_key on github_cache_entries (stale_expires_at, cache_key);
create index github_cache_entries_created on github_cache_entries (created_at, cache_key);
create index github_cache_entries_repo on github_cache_entries (repo, cache_key);
drop index github_cache_entries_stale;
drop index github_public_repos_expires;
create index github_public_repos_expires on github_public_repos (expires_at, owner, repo);
create index web_sessions_expires on web_sessions (expires_at);
