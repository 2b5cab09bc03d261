package dev.postern.session.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One entry of the audit log. */
@Entity
@Table(name = "audit_log_entries", schema = "auth")
public class AuditEntry {

    @Id public UUID id;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> payload = new LinkedHashMap<>();

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "ip_address", length = 64, nullable = false)
    public String ipAddress = "";
}
