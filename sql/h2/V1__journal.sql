-- The tables of the journal plugin. Their names are quoted because the plugin asks for them in lower case.

create table "event_journal" (
    "ordering" bigint unique not null auto_increment,
    "deleted" boolean default false not null,
    "persistence_id" varchar(255) not null,
    "sequence_number" bigint not null,
    "writer" varchar not null,
    "write_timestamp" bigint not null,
    "adapter_manifest" varchar not null,
    "event_payload" blob not null,
    "event_ser_id" integer not null,
    "event_ser_manifest" varchar not null,
    "meta_payload" blob,
    "meta_ser_id" integer,
    "meta_ser_manifest" varchar,
    primary key ("persistence_id", "sequence_number")
);

create table "event_tag" (
    "event_id" bigint not null,
    "tag" varchar not null,
    primary key ("event_id", "tag"),
    constraint "fk_event_journal" foreign key ("event_id") references "event_journal" ("ordering") on delete cascade
);

create table "snapshot" (
    "persistence_id" varchar(255) not null,
    "sequence_number" bigint not null,
    "created" bigint not null,
    "snapshot_ser_id" integer not null,
    "snapshot_ser_manifest" varchar not null,
    "snapshot_payload" blob not null,
    "meta_ser_id" integer,
    "meta_ser_manifest" varchar,
    "meta_payload" blob,
    primary key ("persistence_id", "sequence_number")
);
