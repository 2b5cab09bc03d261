package dev.postern.session.settings;

import dev.postern.problem.ProblemType;

/** Refusals of a change of settings. */
enum SettingsProblem implements ProblemType {
    NOT_AN_OBJECT("The settings must be a JSON object"),
    BAD_VALUE("%s must be %s"),
    RULE_BROKEN("%s");

    private final String message;

    SettingsProblem(String message) {
        this.message = message;
    }

    @Override
    public int status() {
        return 400;
    }

    @Override
    public String code() {
        return "validation_failed";
    }

    @Override
    public String message() {
        return message;
    }
}
