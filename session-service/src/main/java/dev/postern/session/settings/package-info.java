/**
 * The settings of the project: the environment's defaults under what an operator stored, and their
 * publication to the other services.
 */
package dev.postern.session.settings;
