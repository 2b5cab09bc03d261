package dev.postern.qr.risk;

import dev.postern.qr.QrConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where addresses are and what kind of network they belong to, from the operator's file. */
@ApplicationScoped
public class Networks {

    private static final int COLUMNS = 4;
    private static final int ALL_BITS = 128;
    private static final int MOST_NESTED = 32;

    private final TreeMap<BigInteger, Network> byStart = new TreeMap<>();

    Networks(QrConfig config) {
        config.networksFile().ifPresent(this::read);
    }

    /**
     * What is known of an address.
     *
     * @param country ISO code, null when unknown
     * @param city null when unknown
     * @param kind empty, {@code tor}, {@code proxy} or {@code datacenter}
     */
    public record Place(String country, String city, String kind) {

        static final Place UNKNOWN = new Place(null, null, "");

        /** What a user reads. */
        public String words() {
            if (country == null) {
                return "Unknown place";
            }
            return city == null ? country : city + ", " + country;
        }
    }

    private record Network(BigInteger last, Place place) {}

    /** The place of an address. */
    Place of(String ip) {
        Optional<BigInteger> number = Address.parse(ip).map(Address::number);
        if (number.isEmpty()) {
            return Place.UNKNOWN;
        }
        Map.Entry<BigInteger, Network> entry = byStart.floorEntry(number.get());
        for (int i = 0; i < MOST_NESTED && entry != null; i++) {
            if (number.get().compareTo(entry.getValue().last()) <= 0) {
                return entry.getValue().place();
            }
            entry = byStart.lowerEntry(entry.getKey());
        }
        return Place.UNKNOWN;
    }

    /** Whether two addresses belong to the same household or office, as far as one can tell. */
    boolean same(String first, String second) {
        Optional<Address> one = Address.parse(first);
        Optional<Address> other = Address.parse(second);
        return one.isPresent() && other.isPresent() && one.get().sharesNetworkWith(other.get());
    }

    private void read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "postern.qr.networks-file names " + file + ", which cannot be read.",
                    unreadable);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                add(lines.get(i), file + " line " + (i + 1));
            }
        }
    }

    private void add(String line, String where) {
        String[] columns = line.split(",", -1);
        String[] network = columns[0].trim().split("/", 2);
        Optional<Address> address = Address.parse(network[0]);
        if (columns.length != COLUMNS || address.isEmpty() || network.length != 2) {
            throw new IllegalArgumentException(
                    where + " is not network,country,city,kind as in 192.0.2.0/24,NO,Oslo,");
        }
        int free = ALL_BITS - address.get().bits(Integer.parseInt(network[1]));
        BigInteger first = address.get().number().shiftRight(free).shiftLeft(free);
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
        byStart.put(
                first,
                new Network(
                        last,
                        new Place(
                                blankToNull(columns[1]),
                                blankToNull(columns[2]),
                                columns[3].trim())));
    }

    private static String blankToNull(String text) {
        return text.isBlank() ? null : text.trim();
    }
}
