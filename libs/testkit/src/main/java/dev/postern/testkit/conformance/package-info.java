/** The record of which conformance cases hold, written by the test run itself. */
package dev.postern.testkit.conformance;
