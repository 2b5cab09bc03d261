package dev.postern.credential;

import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;

/** The servers every test of this module runs against: stated once, they count for all classes. */
@QuarkusTestResource(
        value = PosternTestResource.class,
        initArgs = @ResourceArg(name = "uses", value = "postgres"))
@QuarkusTestResource(FakePeers.class)
final class TestServers {

    private TestServers() {}
}
