/**
 * Captcha protection of the endpoints that anybody may call: the browser solves a puzzle of a
 * provider, and the provider is asked whether it did.
 */
package dev.postern.captcha;
