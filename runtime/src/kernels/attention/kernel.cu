// Attention in tiles of 64 queries by 64 keys, of which the scores are never all in memory: what needs them again computes
// them again. Of the 256 threads each has 4 · 4 elements of a tile, and 16 threads side by side have whole rows.

#define SIDE 64
// So many terms of a product are in shared memory at a time.
#define CHUNK (sizeof(Real) == 4 ? 16 : 8)

// Queries and their gradients are [batch, queries, heads, depth]; keys, values and theirs [batch, keys, kv_heads, depth].
#define SIZES \
    const Index heads, const Index kv_heads, const Index queries, const Index keys, const Index depth, \
        const bool causal, const Real scale, const int half
// Which of the probabilities are dropped; the seed is null where none is.
#define DROPOUT UnsignedInput seed, const Unsigned dropped, const Real share

// Memory for tiles; and where the block works: a head of a sample, 64 of its places, and 64 columns of what comes out.
#define BLOCK(places) \
    __shared__ __align__(16) Real left[TILE_LENGTH(CHUNK, SIDE)]; \
    __shared__ __align__(16) Real right[TILE_LENGTH(CHUNK, SIDE)]; \
    __shared__ __align__(16) Real tile[TILE_LENGTH(SIDE, SIDE)]; \
    const Index width = heads * depth, kv_width = kv_heads * depth, column_tiles = (depth + SIDE - 1) / SIDE; \
    const Index place_tiles = ((places) + SIDE - 1) / SIDE, rest = blockIdx.x / column_tiles; \
    const Index first_column = blockIdx.x % column_tiles * SIDE, block_head = rest / place_tiles; \
    const Index first = rest % place_tiles * SIDE; \
    const int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;

// Where the head of a block of queries has its own.
#define HEAD \
    const Index head = block_head, sample = head / heads; \
    const Index to_queries = sample * queries * width + head % heads * depth; \
    const Index to_keys = sample * keys * kv_width + head % heads / (heads / kv_heads) * depth;

DEVICE Real sum_of_row(Real value) {
    for (int step = 8; step > 0; step /= 2) value += __shfl_xor_sync(0xffffffffu, value, step, 16);
    return value;
}

DEVICE Real max_of_row(Real value) {
    for (int step = 8; step > 0; step /= 2) value = maximum(value, __shfl_xor_sync(0xffffffffu, value, step, 16));
    return value;
}

// A tile of a · bᵀ, from rows that are so wide; from a_rows and b_rows on they count as zeros.
DEVICE void multiply_rows(Input a, Index a_rows, Index a_width, Input b, Index b_rows, Index b_width, Index depth,
                          Real* left, Real* right, Real* sums) {
    for (int i = 0; i < 16; i++) sums[i] = 0;
    for (Index from = 0; from < depth; from += CHUNK) {
        for (int element = threadIdx.x; element < CHUNK * SIDE; element += 256) {
            const int term = element % CHUNK, place = element / CHUNK;
            const bool is_term = from + term < depth;
            left[term * (SIDE + 4) + place] = is_term && place < a_rows ? a[place * a_width + from + term] : Real(0);
            right[term * (SIDE + 4) + place] = is_term && place < b_rows ? b[place * b_width + from + term] : Real(0);
        }
        __syncthreads();
        multiply_tiles(16, 4, CHUNK, left, right, sums);
        __syncthreads();
    }
}

// sums += tileᵀ · b, from a tile [term, place] and rows of b that are the terms; from b_rows on they count as zeros.
DEVICE void multiply_tile(const Real* tile, Input b, Index b_rows, Index width, Index columns, Real* right,
                          Real* sums) {
    // Before the first product the barrier in the loop waits for the tile as well.
    for (Index from = 0; from < min(b_rows, Index(SIDE)); from += CHUNK) {
        for (int element = threadIdx.x; element < CHUNK * SIDE; element += 256) {
            const int term = element / SIDE, column = element % SIDE;
            const bool is_there = from + term < b_rows && column < columns;
            right[term * (SIDE + 4) + column] = is_there ? b[(from + term) * width + column] : Real(0);
        }
        __syncthreads();
        multiply_tiles(16, 4, CHUNK, tile + from * (SIDE + 4), right, sums);
        __syncthreads();
    }
}

// Writes 4 · 4 elements that a thread has for its rows and columns of a product.
DEVICE void put(Real* sums, Index rows, Index columns, Index width, const bool add, Output to) {
    const int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (row + i < rows && column + j < columns) {
                Real& element = to[(row + i) * width + column + j];
                element = add ? element + sums[i * 4 + j] : sums[i * 4 + j];
            }
}

// How many keys a query sees, and the first of a row of tiles that none of its queries sees.
#define SEEN(query) (causal ? min((query) + 1, keys) : keys)
#define END SEEN(first + SIDE - 1)

// What is multiplied, `nearest(half, ..)`, may be rounded to numbers of 16 bits.

// Whether no mask hides a key.
#define IS_SHOWN(key) (!shown || ((key) < keys && shown[sample * keys + (key)] > 0))

// Where the probability of a key is, and what is left of it.
#define PLACE(head, query, key) (((head) * queries + (query)) * keys + (key))
#define KEPT(place, likely) (seed ? mask(start, dropped, share, place, likely) : (likely))
#define START const Unsigned start = seed ? mix(seed[0]) : 0;

// A score, with the bias if there is one.
#define SCORE(query, key, product) \
    ((product) * scale + (bias && (query) < queries && (key) < keys ? bias[PLACE(head, query, key)] : Real(0)))

// The rows of a tile go over their keys twice: for the largest score and the sum of exponentials, and for the
// probabilities. Those are null if they are not wanted, as the mask and the bias are where there is none.
KERNEL attend(SIZES, DROPOUT, Input q, Input k, Input v, Input shown, Input bias, Output probabilities, Output y) {
    BLOCK(queries)
    HEAD
    START
    Input own = q + to_queries + first * width;
    Real largest[4];
    Real totals[4];
    Real scores[16];
    Real sums[16];
    for (int i = 0; i < 4; i++) largest[i] = -INFINITE, totals[i] = 0;
    for (int i = 0; i < 16; i++) sums[i] = 0;
    for (Index key = 0; key < END; key += SIDE) {
        multiply_rows(own, queries - first, width, k + to_keys + key * kv_width, keys - key, kv_width, depth, left, right,
                      scores);
        for (int i = 0; i < 4; i++) {
            const Index seen = SEEN(first + row + i) - key - column;
            Real most = largest[i];
            for (int j = 0; j < 4; j++) {
                const bool counts = j < seen && IS_SHOWN(key + column + j);
                const Real score = SCORE(first + row + i, key + column + j, scores[i * 4 + j]);
                scores[i * 4 + j] = counts ? score : -INFINITE;
                most = maximum(most, scores[i * 4 + j]);
            }
            most = max_of_row(most);
            Real sum = 0;
            // So far there may be nothing but minus infinity.
            if (most != -INFINITE)
                for (int j = 0; j < 4; j++) sum += exp(scores[i * 4 + j] - most);
            sum = sum_of_row(sum);
            totals[i] = (most == -INFINITE ? Real(0) : totals[i] * exp(largest[i] - most)) + sum;
            largest[i] = most;
        }
    }
    // What is not seen has a probability of 0, which has to be written.
    const bool tells = probabilities && first_column == 0;
    for (Index key = 0; key < (tells ? keys : END); key += SIDE) {
        const bool is_seen = key < END;
        if (is_seen)
            multiply_rows(own, queries - first, width, k + to_keys + key * kv_width, keys - key, kv_width, depth, left,
                          right, scores);
        for (int i = 0; i < 4; i++) {
            const Index seen = SEEN(first + row + i) - key - column;
            for (int j = 0; j < 4; j++) {
                const bool counts = j < seen && IS_SHOWN(key + column + j);
                const Real score = SCORE(first + row + i, key + column + j, scores[i * 4 + j]);
                const Real likely = counts ? exp(score - largest[i]) / totals[i] : Real(0);
                tile[(column + j) * (SIDE + 4) + row + i] = likely;
                if (tells && first + row + i < queries && key + column + j < keys)
                    probabilities[PLACE(head, first + row + i, key + column + j)] = likely;
            }
        }
        // By itself, for it takes registers that the scores need.
        if (seed || half)
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 4; j++) {
                    Real& likely = tile[(column + j) * (SIDE + 4) + row + i];
                    const Index place = PLACE(head, first + row + i, key + column + j);
                    likely = nearest(half, KEPT(place, likely));
                }
        if (is_seen)
            multiply_tile(tile, v + to_keys + key * kv_width + first_column, keys - key, kv_width, depth - first_column,
                          right, sums);
    }
    put(sums, queries - first, depth - first_column, width, false, y + to_queries + first * width + first_column);
}

// A thread's elements of a tile of probabilities, whose first is [query, key].
DEVICE void load(Input probabilities, Index query, Index key, Index queries, Index keys, Real* likely) {
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            const bool is_there = query + i < queries && key + j < keys;
            likely[i * 4 + j] = is_there ? probabilities[(query + i) * keys + key + j] : Real(0);
        }
}

// The gradient of the queries, and that of the bias if it is not null; and for that of the keys the mean over each row of
// the gradient of its probabilities.
KERNEL backward_queries(SIZES, DROPOUT, Input k, Input v, Input probabilities, Input dy, Output means, Output dq,
                        Output dbias) {
    BLOCK(queries)
    HEAD
    START
    Input own = dy + to_queries + first * width;
    Real likely[16];
    Real gradients[16];
    Real sums[16];
    Real mean[4] = {0, 0, 0, 0};
    for (int i = 0; i < 16; i++) sums[i] = 0;
    for (Index key = 0; key < END; key += SIDE) {
        multiply_rows(own, queries - first, width, v + to_keys + key * kv_width, keys - key, kv_width, depth, left, right,
                      gradients);
        load(probabilities + PLACE(head, 0, 0), first + row, key + column, queries, keys, likely);
        for (int i = 0; i < 16; i++) {
            const Index place = PLACE(head, first + row + i / 4, key + column + i % 4);
            mean[i / 4] += KEPT(place, likely[i]) * gradients[i];
        }
    }
    for (int i = 0; i < 4; i++) {
        mean[i] = sum_of_row(mean[i]);
        if (first_column == 0 && column == 0 && first + row + i < queries)
            means[head * queries + first + row + i] = mean[i];
    }
    for (Index key = 0; key < END; key += SIDE) {
        multiply_rows(own, queries - first, width, v + to_keys + key * kv_width, keys - key, kv_width, depth, left, right,
                      gradients);
        load(probabilities + PLACE(head, 0, 0), first + row, key + column, queries, keys, likely);
        for (int i = 0; i < 16; i++) {
            const Index query = first + row + i / 4, place = PLACE(head, query, key + column + i % 4);
            const Real slope = KEPT(place, likely[i]) * gradients[i] - likely[i] * mean[i / 4];
            tile[(column + i % 4) * (SIDE + 4) + row + i / 4] = nearest(half, slope * scale);
            if (dbias && first_column == 0 && query < queries && key + column + i % 4 < keys) dbias[place] += slope;
        }
        multiply_tile(tile, k + to_keys + key * kv_width + first_column, keys - key, kv_width, depth - first_column, right,
                      sums);
    }
    put(sums, queries - first, depth - first_column, width, true, dq + to_queries + first * width + first_column);
}

// The block's head is one of keys and values, and adds up what all heads of queries say that share it.
KERNEL backward_keys(SIZES, DROPOUT, Input q, Input v, Input probabilities, Input dy, Input means, Output dk,
                     Output dv) {
    BLOCK(keys)
    START
    const Index group = heads / kv_heads, sample = block_head / kv_heads;
    const Index to_keys = sample * keys * kv_width + block_head % kv_heads * depth;
    Real likely[16];
    Real kept[16];
    Real gradients[16];
    Real to_k[16];
    Real to_v[16];
    for (int i = 0; i < 16; i++) to_k[i] = 0, to_v[i] = 0;
    for (Index member = 0; member < group; member++) {
        const Index head = block_head * group + member;
        const Index to_queries = sample * queries * width + head % heads * depth;
        // A query sees no keys after its own place; `first` is the first of a tile.
        for (Index query = causal ? first : 0; query < queries; query += SIDE) {
            const Index at = to_queries + query * width;
            multiply_rows(dy + at, queries - query, width, v + to_keys + first * kv_width, keys - first, kv_width, depth,
                          left, right, gradients);
            load(probabilities + head * queries * keys, query + row, first + column, queries, keys, likely);
            for (int i = 0; i < 16; i++) {
                const Index place = PLACE(head, query + row + i / 4, first + column + i % 4);
                kept[i] = KEPT(place, likely[i]);
                tile[(row + i / 4) * (SIDE + 4) + column + i % 4] = nearest(half, kept[i]);
            }
            multiply_tile(tile, dy + at + first_column, queries - query, width, depth - first_column, right, to_v);
            for (int i = 0; i < 16; i++) {
                const bool is_there = query + row + i / 4 < queries;
                const Real mean = is_there ? means[head * queries + query + row + i / 4] : Real(0);
                tile[(row + i / 4) * (SIDE + 4) + column + i % 4] =
                    nearest(half, (kept[i] * gradients[i] - likely[i] * mean) * scale);
            }
            multiply_tile(tile, q + at + first_column, queries - query, width, depth - first_column, right, to_k);
        }
    }
    put(to_k, keys - first, depth - first_column, kv_width, true, dk + to_keys + first * kv_width + first_column);
    put(to_v, keys - first, depth - first_column, kv_width, true, dv + to_keys + first * kv_width + first_column);
}
