package dev.postern.session.settings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The settings that an operator changed, under their names in the Management API. */
@Entity
@Table(name = "project_settings", schema = "auth")
public class ProjectOverrides {

    static final String THE_PROJECT = "default";

    @Id
    @Column(columnDefinition = "text")
    public String project;

    @Column(columnDefinition = "jsonb", nullable = false)
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> overrides = new LinkedHashMap<>();

    @Column(name = "updated_at", nullable = false)
    public Instant updatedAt;
}
