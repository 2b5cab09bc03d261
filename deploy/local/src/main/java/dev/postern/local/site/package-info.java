/**
 * The pages for people that the local stack serves beside the API: the demo site and the mails the
 * suite sent.
 */
package dev.postern.local.site;
