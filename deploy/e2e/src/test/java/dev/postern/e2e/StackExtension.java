package dev.postern.e2e;

import dev.postern.local.PosternStack;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts one stack for all test classes of a JVM and hands it to their parameters: a free port, an
 * empty data folder, sign-ups confirmed at once, no rate limits. A test that needs another stack
 * starts its own.
 */
public final class StackExtension implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PosternStack.class;
    }

    @Override
    public PosternStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static PosternStack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        Running.class,
                        key -> RunningStack.start(options -> options),
                        RunningStack.class)
                .stack();
    }
}
