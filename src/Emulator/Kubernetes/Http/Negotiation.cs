using System.Globalization;

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
internal readonly record struct Negotiated(WireFormat Format, ObjectForm Form, string FormVersion, bool Stream)
{
    public static readonly Negotiated Json = new(WireFormat.Json, ObjectForm.Whole, "", false);
}

/// <summary>Reads Accept headers as apiserver's negotiation does: the best clause the endpoint can serve wins.</summary>
internal static class Negotiation
{
    private static readonly string[] WholeOnly = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
    private static readonly string[] WithStreams =
    [
        .. WholeOnly, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch",
    ];

    /// <summary>What an endpoint can answer with.</summary>
    /// <param name="Protobuf">False for custom resources.</param>
    /// <param name="Table">Tables and partial objects are possible.</param>
    /// <param name="List">The endpoint lists or watches.</param>
    /// <param name="Watch">This request is a watch.</param>
    internal readonly record struct Offer(bool Protobuf, bool Table, bool List, bool Watch);

    /// <summary>The form to answer in, or a 406.</summary>
    public static Negotiated Negotiate(string? accept, Offer offer)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return Negotiated.Json;
        }

        var clauses = Parse(accept);
        if (offer.Protobuf && !clauses.Any(c => c.Type == "*/*" || WholeOnly.Contains(c.Type)))
        {
            // The router of built-in kinds looks first, and knows no application/*.
            throw NotAcceptable(offer.List ? WithStreams : WholeOnly);
        }

        foreach (var clause in clauses)
        {
            if (Try(clause, offer) is { } found)
            {
                return found;
            }
        }

        throw KubeErrors.NotAcceptable("only the following media types are accepted: " + string.Join(", ", WholeOnly));
    }

    public static KubeException NotAcceptable(IEnumerable<string> available) => KubeErrors.Make(
        406,
        "NotAcceptable",
        $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", available)}",
        []);

    /// <summary>The clauses of an Accept header, best first; equal ones in their order.</summary>
    internal static IReadOnlyList<MediaClause> Parse(string accept) => accept
        .Split(',')
        .Take(64)
        .Select(MediaClause.Parse)
        .OfType<MediaClause>()
        .OrderByDescending(c => c.Quality)
        .ToList();

    private static Negotiated? Try(MediaClause clause, Offer offer)
    {
        WireFormat format;
        switch (clause.Type)
        {
            case "application/json" or "*/*" or "application/*":
                format = WireFormat.Json;
                break;
            case "application/yaml":
                format = WireFormat.Yaml;
                break;
            case "application/vnd.kubernetes.protobuf" when offer.Protobuf:
                format = WireFormat.Protobuf;
                break;
            default:
                return null;
        }

        var form = ObjectForm.Whole;
        var version = "";
        if (clause.Parameters.TryGetValue("as", out var wanted))
        {
            version = clause.Parameters.GetValueOrDefault("v", "");
            if (!offer.Table || clause.Parameters.GetValueOrDefault("g", "") != "meta.k8s.io" || version is not ("v1" or "v1beta1"))
            {
                return null;
            }

            switch (wanted)
            {
                case "Table" when format != WireFormat.Protobuf:
                    form = ObjectForm.Table;
                    break;
                case "PartialObjectMetadata" when !offer.List || offer.Watch:
                    form = ObjectForm.PartialObject;
                    break;
                case "PartialObjectMetadataList" when offer.List && !offer.Watch:
                    form = ObjectForm.PartialObjectList;
                    break;
                default:
                    return null;
            }
        }

        var stream = clause.Parameters.GetValueOrDefault("stream", "") == "watch";
        return new Negotiated(format, form, version, stream);
    }
}

/// <summary>One media range of an Accept header.</summary>
internal sealed record MediaClause(string Type, IReadOnlyDictionary<string, string> Parameters, double Quality)
{
    public static MediaClause? Parse(string text)
    {
        var parts = text.Split(';', 16);
        var type = parts[0].Trim().ToLowerInvariant();
        if (type == "*")
        {
            type = "*/*";
        }

        if (!type.Contains('/'))
        {
            return null;
        }

        var quality = 1.0;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                continue;
            }

            var key = part[..equals].Trim();
            var value = part[(equals + 1)..].Trim().Trim('"');
            if (key == "q")
            {
                quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? q : 1.0;
            }
            else
            {
                parameters[key] = value;
            }
        }

        return new MediaClause(type, parameters, quality);
    }
}
