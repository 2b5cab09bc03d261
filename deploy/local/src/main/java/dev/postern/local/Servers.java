package dev.postern.local;

import dev.postern.embedded.KafkaBroker;
import dev.postern.embedded.MailSink;
import dev.postern.embedded.PostgresServer;
import dev.postern.embedded.RedisProcess;

/** The embedded servers the services stand on. */
record Servers(PostgresServer postgres, RedisProcess redis, KafkaBroker kafka, MailSink mail) {}
