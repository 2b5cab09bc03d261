/**
 * The one error of the suite and how each dialect spells it.
 *
 * <p>Services throw {@link dev.postern.problem.ApiProblem}; framework failures are translated to
 * it; one renderer writes the envelope of the route's dialect, so no client ever meets an HTML
 * page, an empty body or a stack trace.
 */
package dev.postern.problem;
