package dev.postern.session.settings;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One setting that an operator changed. */
@Entity
@Table(name = "project_settings", schema = "auth")
public class ProjectSettingEntity {

    @Id
    @Column(columnDefinition = "text")
    public String name;

    @Column(columnDefinition = "jsonb", nullable = false)
    @JdbcTypeCode(SqlTypes.JSON)
    public JsonNode value;

    @Column(name = "updated_at", nullable = false)
    public Instant updatedAt;
}
