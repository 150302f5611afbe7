namespace Eso.Emulator.Kubernetes.Http;

internal enum WireFormat
{
    Json,
    Yaml,
    Protobuf,
}

internal enum ObjectForm
{
    /// <summary>The object itself.</summary>
    Whole,
    Table,
    PartialObject,
    PartialObjectList,
}

/// <summary>How the client wants its answer.</summary>
internal readonly record struct Negotiated(WireFormat Format, ObjectForm Form, string FormVersion, bool Pretty)
{
    public static readonly Negotiated Json = new(WireFormat.Json, ObjectForm.Whole, "", false);

    /// <summary>What a failure is told in when no clause fits: indented JSON, without asking further.</summary>
    public static readonly Negotiated LastResort = Json with { Pretty = true };
}

/// <summary>Reads Accept headers as apiserver's negotiation does: the best clause the endpoint can serve wins.</summary>
internal static class Negotiation
{
    private static readonly (string Type, WireFormat Format)[] Serializers =
    [
        ("application/json", WireFormat.Json),
        ("application/yaml", WireFormat.Yaml),
        ("application/vnd.kubernetes.protobuf", WireFormat.Protobuf),
    ];

    private static readonly string[] WholeOnly = [.. Serializers.Select(s => s.Type)];
    private static readonly string[] WithStreams =
    [
        .. WholeOnly, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch",
    ];

    /// <summary>What an endpoint can answer with.</summary>
    /// <param name="Protobuf">False for custom resources, whose metadata alone has that form.</param>
    /// <param name="Objects">It answers with objects of a kind, which have other forms (Tables not those of reviews).</param>
    /// <param name="Table">Tables are possible.</param>
    /// <param name="List">The endpoint lists or watches.</param>
    /// <param name="Routed">The router of built-in kinds looks at the header first.</param>
    internal readonly record struct Offer(bool Protobuf, bool Objects, bool Table, bool List, bool Routed);

    /// <summary>The form to answer in, or a 406.</summary>
    public static Negotiated Negotiate(string? accept, Offer offer)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return Negotiated.Json;
        }

        if (offer.Routed && !RouterKnows(accept))
        {
            throw NotAcceptable(offer.List ? WithStreams : WholeOnly);
        }

        return Best(accept, offer)
            ?? throw KubeErrors.NotAcceptable("only the following media types are accepted: " + string.Join(", ", WholeOnly));
    }

    /// <summary>The form of a Status that tells of a failure: what was asked for, where that is no other form of an object.</summary>
    public static Negotiated ForFailure(string? accept) =>
        string.IsNullOrWhiteSpace(accept)
            ? Negotiated.Json
            : Best(accept, new Offer(true, Objects: false, Table: false, List: false, Routed: false)) ?? Negotiated.LastResort;

    public static KubeException NotAcceptable(IEnumerable<string> available) => KubeErrors.Make(
        406,
        "NotAcceptable",
        $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", available)}",
        []);

    /// <summary>The router looks at whole types, and knows no application/*.</summary>
    private static bool RouterKnows(string accept) => accept.Split(',').Any(part =>
    {
        var type = part.Split(';', 2)[0].Trim();
        return type is "*/*" || WholeOnly.Contains(type);
    });

    private static Negotiated? Best(string accept, Offer offer)
    {
        foreach (var clause in MediaClause.ParseAll(accept))
        {
            foreach (var (type, format) in Serializers)
            {
                if ((clause.Type == type || clause.Type is "application/*" or "*/*") && Try(clause, format, offer) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static Negotiated? Try(MediaClause clause, WireFormat format, Offer offer)
    {
        // No watch can be written in YAML; sv is the version of metadata, which is always v1.
        var stream = clause.Parameter("stream");
        var server = clause.Parameter("sv");
        if ((stream.Length > 0 && (format == WireFormat.Yaml || stream != "watch"))
            || (server.Length > 0 && (!offer.Objects || server != "v1")))
        {
            return null;
        }

        var pretty = clause.Parameter("pretty") == "1";
        if (!clause.AsksForOtherForm)
        {
            return format == WireFormat.Protobuf && !offer.Protobuf
                ? null
                : new Negotiated(format, ObjectForm.Whole, "", pretty);
        }

        var version = clause.Parameter("v");
        if (!offer.Objects || clause.Parameter("g") != "meta.k8s.io" || version is not ("v1" or "v1beta1"))
        {
            return null;
        }

        ObjectForm? form = clause.Parameter("as") switch
        {
            "Table" when offer.Table && format != WireFormat.Protobuf => ObjectForm.Table,
            "PartialObjectMetadata" => ObjectForm.PartialObject,
            "PartialObjectMetadataList" => ObjectForm.PartialObjectList,
            _ => null,
        };
        return form is { } known ? new Negotiated(format, known, version, pretty) : null;
    }
}
