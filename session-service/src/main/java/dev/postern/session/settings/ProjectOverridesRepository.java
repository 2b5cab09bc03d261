package dev.postern.session.settings;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** What an operator changed. */
@ApplicationScoped
class ProjectOverridesRepository implements PanacheRepositoryBase<ProjectOverrides, String> {}
