package dev.postern.challenge;

import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of challenge-service with the Redis and Kafka it runs on. */
@QuarkusTest
@QuarkusTestResource(
        value = PosternTestResource.class,
        initArgs = @ResourceArg(name = "uses", value = "redis"))
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ChallengeServiceTest {}
