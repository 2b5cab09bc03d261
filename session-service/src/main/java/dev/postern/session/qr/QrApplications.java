package dev.postern.session.qr;

import dev.postern.problem.ApiProblem;
import dev.postern.session.settings.Settings;
import dev.postern.settings.QrApplication;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * What an administrator does with QR applications. Every change is published with the settings in
 * the transaction that makes it.
 */
@ApplicationScoped
class QrApplications {

    private static final int MOST_KEYS = 4;

    private final QrApplicationStore store;
    private final Settings settings;

    QrApplications(QrApplicationStore store, Settings settings) {
        this.store = store;
        this.settings = settings;
    }

    Uni<List<QrApplication>> all() {
        return store.all();
    }

    Uni<QrApplication> find(String id) {
        return store.all()
                .map(
                        all ->
                                all.stream()
                                        .filter(application -> application.id().equals(id))
                                        .findFirst()
                                        .orElseThrow(
                                                () ->
                                                        ApiProblem.of(
                                                                QrApplicationProblem.NOT_FOUND)));
    }

    @WithTransaction
    Uni<QrApplication> create(QrApplicationRequest request) {
        QrApplication application =
                QrApplicationRules.demandValid(request.create(QrAppKeys.newId(), QrAppKeys.next()));
        store.demandOwn(application.id());
        return store.insert(application).call(settings::reread);
    }

    @WithTransaction
    Uni<QrApplication> change(String id, QrApplicationRequest request) {
        store.demandOwn(id);
        return store.find(id)
                .map(before -> QrApplicationRules.demandValid(request.change(before)))
                .chain(store::update)
                .call(settings::reread);
    }

    @WithTransaction
    Uni<Void> delete(String id) {
        store.demandOwn(id);
        return store.delete(id).call(settings::reread);
    }

    /** A further key; the ones before stay valid until they are removed. */
    @WithTransaction
    Uni<QrApplication> addKey(String id) {
        store.demandOwn(id);
        return store.find(id)
                .map(
                        before -> {
                            if (before.appKeys().size() >= MOST_KEYS) {
                                throw QrApplicationProblem.invalid(
                                        "an application has at most 4 keys; remove one first");
                            }
                            List<String> keys = new ArrayList<>();
                            keys.add(QrAppKeys.next());
                            keys.addAll(before.appKeys());
                            return QrApplicationRequest.withKeys(before, keys);
                        })
                .chain(store::update)
                .call(settings::reread);
    }

    @WithTransaction
    Uni<QrApplication> removeKey(String id, String key) {
        store.demandOwn(id);
        return store.find(id)
                .map(
                        before -> {
                            List<String> keys = new ArrayList<>(before.appKeys());
                            if (!keys.remove(key)) {
                                throw ApiProblem.of(QrApplicationProblem.NOT_FOUND);
                            }
                            if (keys.isEmpty()) {
                                throw QrApplicationProblem.invalid(
                                        "the last key stays; add another one first");
                            }
                            return QrApplicationRequest.withKeys(before, keys);
                        })
                .chain(store::update)
                .call(settings::reread);
    }
}
