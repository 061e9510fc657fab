-- Logs of completed Actions jobs (server spec 7.13): too large for the journal, so the rows are the only copy.

create table github_logs (
    cache_key varchar primary key,
    pool_id varchar not null,
    repo varchar not null,
    generation bigint not null,
    status integer not null,
    response_headers_json varchar not null,
    body_encoding varchar not null,
    body blob not null,
    body_deflated smallint not null,
    body_bytes bigint not null,
    stored_bytes bigint not null,
    etag varchar,
    last_modified varchar,
    transport varchar not null,
    identity_id varchar,
    identity_kind varchar,
    fetched_at timestamp with time zone not null,
    created_at timestamp with time zone not null,
    confirmed_at timestamp with time zone not null
);

create index github_logs_created on github_logs (created_at, cache_key);
create index github_logs_repo on github_logs (repo, cache_key);
