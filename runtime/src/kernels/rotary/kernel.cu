// One thread a pair. Angles are in double: those of far places have many turns.
#define TURN(sign) \
    const Index pair = i % pairs, head = i / pairs, place = head / heads % places, at = head * 2 * pairs + pair; \
    double sine, cosine; \
    sincos((sign) * double(place) * pow(base, -double(pair) / double(pairs)), &sine, &cosine); \
    const Real a = from[at], b = from[at + pairs], c = Real(cosine), s = Real(sine);

#define ROTARY const Index n, const Index places, const Index heads, const Index pairs, const double base

KERNEL forward(ROTARY, Input from, Output to) {
    EACH(i, n) {
        TURN(1)
        to[at] = a * c - b * s;
        to[at + pairs] = b * c + a * s;
    }
}

KERNEL backward(ROTARY, Input from, Output to) {
    EACH(i, n) {
        TURN(-1)
        to[at] += a * c - b * s;
        to[at + pairs] += b * c + a * s;
    }
}
