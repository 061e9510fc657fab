-- What projections fill (server spec 11.2, 12.1). Each table has one writer; there are no foreign keys, because
-- writers advance independently, and no unique constraint beyond the key, because a projection must not fail on data.

create table pools (
    id varchar primary key,
    name varchar not null,
    policy_json varchar not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null
);

create table identities (
    pool_id varchar not null,
    id varchar not null,
    kind varchar not null,
    login varchar not null,
    github_user_id bigint not null,
    secret_ref varchar not null,
    installation_id bigint,
    status varchar not null,
    weight integer not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null,
    primary key (pool_id, id)
);

create index identities_id on identities (id);
create index identities_pool_status on identities (pool_id, status);

-- repo is null for every repository of the owner, so it cannot be part of a key.
create table identity_scopes (
    pool_id varchar not null,
    identity_id varchar not null,
    owner varchar not null,
    repo varchar,
    permission varchar default 'read' not null,
    allow_private smallint not null,
    created_at timestamp with time zone not null
);

create index identity_scopes_identity on identity_scopes (pool_id, identity_id);
create index identity_scopes_owner_repo on identity_scopes (owner, repo);

create table callers (
    id varchar primary key,
    name varchar not null,
    github_login varchar not null,
    github_user_id bigint,
    org_login varchar not null,
    org_verified_at timestamp with time zone,
    status varchar not null,
    dashboard_role varchar default 'none' not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null
);

create table caller_pools (
    caller_id varchar not null,
    pool_id varchar not null,
    created_at timestamp with time zone not null,
    primary key (caller_id, pool_id)
);

create table caller_tokens (
    id varchar primary key,
    caller_id varchar not null,
    token_hash varchar not null,
    client_name varchar not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null
);

create index caller_tokens_hash on caller_tokens (token_hash);
create index caller_tokens_caller_updated on caller_tokens (caller_id, updated_at);

create table web_sessions (
    session_hash varchar primary key,
    caller_id varchar not null,
    created_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    expires_at timestamp with time zone not null
);

create index web_sessions_caller_expires on web_sessions (caller_id, expires_at);

-- The body stays with its entity; body_bytes is its length, stored_bytes what it occupies.
create table github_cache_entries (
    cache_key varchar primary key,
    pool_id varchar not null,
    method varchar not null,
    path varchar not null,
    query_json varchar not null,
    headers_json varchar not null,
    route_key varchar not null,
    route_kind varchar not null,
    repo varchar,
    generation bigint not null,
    status integer not null,
    response_headers_json varchar not null,
    body_encoding varchar not null,
    body_bytes bigint not null,
    stored_bytes bigint not null,
    transport varchar not null,
    identity_id varchar,
    identity_kind varchar,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    stale_expires_at timestamp with time zone not null
);

create index github_cache_entries_route on github_cache_entries (pool_id, route_key, expires_at);
create index github_cache_entries_stale on github_cache_entries (stale_expires_at);

create table github_public_repos (
    owner varchar not null,
    repo varchar not null,
    is_public smallint not null,
    generation bigint not null,
    checked_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    primary key (owner, repo)
);

create index github_public_repos_expires on github_public_repos (expires_at);

create table audit_events (
    request_id varchar primary key,
    caller_id varchar not null,
    caller_token_id varchar,
    client_name varchar not null,
    pool_id varchar not null,
    route_key varchar not null,
    route_kind varchar not null,
    identity_id varchar,
    status integer not null,
    error_code varchar,
    fallback_reason varchar,
    backend varchar,
    duration_ms bigint not null,
    cache_status varchar not null,
    cacheable smallint not null,
    coalesced smallint not null,
    created_at timestamp with time zone not null
);

create index audit_events_pool on audit_events (pool_id, created_at);
create index audit_events_pool_cache on audit_events (pool_id, cache_status, created_at);
create index audit_events_pool_kind on audit_events (pool_id, route_kind, cache_status, created_at);
create index audit_events_time on audit_events (created_at);
create index audit_events_token on audit_events (caller_token_id, created_at);
create index audit_events_caller on audit_events (caller_id, client_name, created_at);
