package dev.postern.session.settings;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The settings an operator changed. */
@ApplicationScoped
class ProjectSettingRepository implements PanacheRepositoryBase<ProjectSettingEntity, String> {}
