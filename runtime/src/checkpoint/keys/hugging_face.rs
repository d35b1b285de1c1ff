//! The names of the layers of Hugging Face's transformers, as `save_pretrained` writes them.

use super::Keys;

impl Keys {
    /// The keys of Hugging Face's BERT (`encoder.layer.0.attention.self.query.weight`, with `bert.` before it or without), for a network
    /// with `word`, `position`, `segment`, `ln`, `layer.0` and so on, and `pooler`. A layer has `attn`, `ln_1`, `up`, `down` and
    /// `ln_2`. The head that was trained first, `cls`, is ignored.
    pub fn hugging_face_bert() -> Self {
        const INSIDE: [(&str, &str); 10] = [
            ("embeddings.word_embeddings", "word"),
            ("embeddings.position_embeddings.weight", "position.value"),
            ("embeddings.token_type_embeddings", "segment"),
            ("embeddings.LayerNorm", "ln"),
            ("encoder.layer.*.attention.output.dense", "layer.*.attn.out_proj"),
            ("encoder.layer.*.attention.output.LayerNorm", "layer.*.ln_1"),
            ("encoder.layer.*.intermediate.dense", "layer.*.up"),
            ("encoder.layer.*.output.dense", "layer.*.down"),
            ("encoder.layer.*.output.LayerNorm", "layer.*.ln_2"),
            ("pooler.dense", "pooler"),
        ];
        // Files that came from TensorFlow have its names of what a layer norm learns.
        let inside = Self { leaves: &[("gamma", "weight"), ("beta", "bias")], ..Self::default() }
            .renames(&INSIDE)
            .ignore("embeddings.position_ids")
            .projections("encoder.layer.*.attention.self", ["query", "key", "value"]);
        Self::torch().ignore("cls").strip("bert").then(inside)
    }

    /// The keys of Hugging Face's GPT-2 (`h.0.attn.c_attn.weight`, with `transformer.` before it or without), for a network with `wte`,
    /// `wpe`, `h.0` and so on, and `ln_f`. A block has `ln_1`, `attn`, `ln_2`, `up` and `down`. Its matrices are `[in, out]`, and
    /// turned. `lm_head` is ignored, for it is `wte`.
    pub fn hugging_face_gpt2() -> Self {
        const INSIDE: [(&str, &str); 6] = [
            ("wpe.weight", "wpe.value"),
            ("h.*.attn.c_attn.weight", "h.*.attn.in_proj_weight"),
            ("h.*.attn.c_attn.bias", "h.*.attn.in_proj_bias"),
            ("h.*.attn.c_proj", "h.*.attn.out_proj"),
            ("h.*.mlp.c_fc", "h.*.up"),
            ("h.*.mlp.c_proj", "h.*.down"),
        ];
        let turned =
            ["h.*.attn.c_attn.weight", "h.*.attn.c_proj.weight", "h.*.mlp.c_fc.weight", "h.*.mlp.c_proj.weight"];
        let inside = turned.iter().fold(Self::exact().renames(&INSIDE), |keys, key| keys.transpose(key));
        // Older files have the mask among the variables.
        let inside = inside.ignore("h.*.attn.bias").ignore("masked_bias");
        Self::torch().ignore("lm_head").strip("transformer").then(inside)
    }

    /// The keys of Hugging Face's vision transformers (`encoder.layer.0.attention.attention.query.weight`, with `vit.` before it or
    /// without), for the same network as [`Keys::torchvision_vit`]. The pooler is ignored.
    pub fn hugging_face_vit() -> Self {
        // The second half is what their layers are called since version 5, where a `state_dict` was saved.
        const INSIDE: [(&str, &str); 15] = [
            ("embeddings.cls_token", "token.value"),
            ("embeddings.position_embeddings", "positions.value"),
            ("embeddings.patch_embeddings.projection", "patch"),
            ("encoder.layer.*.layernorm_before", "layer.*.ln_1"),
            ("encoder.layer.*.attention.output.dense", "layer.*.attn.out_proj"),
            ("encoder.layer.*.layernorm_after", "layer.*.ln_2"),
            ("encoder.layer.*.intermediate.dense", "layer.*.up"),
            ("encoder.layer.*.output.dense", "layer.*.down"),
            ("layernorm", "ln"),
            ("classifier", "head"),
            ("layers.*.layernorm_before", "layer.*.ln_1"),
            ("layers.*.attention.o_proj", "layer.*.attn.out_proj"),
            ("layers.*.layernorm_after", "layer.*.ln_2"),
            ("layers.*.mlp.fc1", "layer.*.up"),
            ("layers.*.mlp.fc2", "layer.*.down"),
        ];
        let inside = Self::exact()
            .renames(&INSIDE)
            .projections("encoder.layer.*.attention.attention", ["query", "key", "value"])
            .projections("layers.*.attention", ["q_proj", "k_proj", "v_proj"]);
        Self::torch().strip("vit").then(inside.ignore("pooler"))
    }

    /// The keys of Hugging Face's Llama (`model.layers.0.self_attn.q_proj.weight`), for a network with `embed`, `layer.0` and so on, `norm`
    /// and `head`. A layer has `input_norm`, `attn`, `post_norm`, `gate`, `up` and `down`. Their rotary positions are ours: feature
    /// `i` of the first half of a head is turned with feature `i` of the second half. In Meta's own files it is not so.
    pub fn hugging_face_llama() -> Self {
        const INSIDE: [(&str, &str); 8] = [
            ("embed_tokens", "embed"),
            ("layers.*.input_layernorm", "layer.*.input_norm"),
            ("layers.*.self_attn.o_proj", "layer.*.attn.out_proj"),
            ("layers.*.post_attention_layernorm", "layer.*.post_norm"),
            ("layers.*.mlp.gate_proj", "layer.*.gate"),
            ("layers.*.mlp.up_proj", "layer.*.up"),
            ("layers.*.mlp.down_proj", "layer.*.down"),
            ("lm_head", "head"),
        ];
        let inside = Self::exact().renames(&INSIDE).projections("layers.*.self_attn", ["q_proj", "k_proj", "v_proj"]);
        Self::torch().strip("model").then(inside.ignore("inv_freq"))
    }

    /// Takes what makes queries, keys and values, each from its own layer, for one.
    fn projections(self, scope: &str, layers: [&str; 3]) -> Self {
        ["weight", "bias"].into_iter().fold(self, |keys, variable| {
            let from = layers.map(|layer| format!("{scope}.{layer}.{variable}"));
            keys.merge(from.each_ref().map(String::as_str), &format!("layer.*.attn.in_proj_{variable}"))
        })
    }
}
