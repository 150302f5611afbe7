using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.ExternalSecrets;

namespace Eso.Operator.Admission;

/// <summary>What ESO's webhook refuses about ExternalSecrets, in its words and order (eso.md §3).</summary>
internal static class ExternalSecretValidator
{
    public static IReadOnlyList<string> Problems(JsonObject o)
    {
        var es = new ExternalSecret(o);
        var problems = new List<string>();
        Policies(es, problems);
        if (es.Data.Count == 0 && es.DataFrom.Count == 0)
        {
            problems.Add("either data or dataFrom should be specified");
        }

        if (es.Template is { } template && es.Manifest is null)
        {
            problems.AddRange(TemplateRules.Problems(template));
        }

        foreach (var from in es.DataFrom)
        {
            Sources(from, problems);
        }

        if (es.DeletionPolicy == "Retain")
        {
            problems.AddRange(es.Data.Select(d => d.Text("secretKey")).GroupBy(k => k, StringComparer.Ordinal)
                .SelectMany(g => g.Skip(1)).Select(k => $"duplicate secretKey found: {k}"));
        }

        return problems;
    }

    private static void Policies(ExternalSecret es, List<string> problems)
    {
        if (es is { DeletionPolicy: "Delete", CreationPolicy: "Merge" or "None" or "CreateOrMerge" })
        {
            problems.Add("deletionPolicy=Delete must not be used when the controller doesn't own the secret. "
                + "Please set creationPolicy=Owner");
        }

        if (es is { DeletionPolicy: "Merge", CreationPolicy: "None" })
        {
            problems.Add("deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with");
        }
    }

    private static void Sources(JsonObject from, List<string> problems)
    {
        var find = from.Object("find") is not null;
        var extract = from.Object("extract") is not null;
        var source = from.Object("sourceRef");
        var generator = source.Object("generatorRef") is not null;
        if ((find && extract) || (find && generator) || (extract && generator))
        {
            problems.Add("extract, find, or generatorRef cannot be set at the same time");
        }

        if (!find && !extract && source is null)
        {
            problems.Add("either extract, find, or sourceRef must be set to dataFrom");
        }

        if (source is not null && !generator && source.Object("storeRef") is null)
        {
            problems.Add("generatorRef or storeRef must be set when using sourceRef in dataFrom");
        }
    }
}
