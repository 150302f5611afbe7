using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>
/// Templates that would let the holder of an ExternalSecret obtain more than its values: refused at admission, and again
/// before rendering, for clusters without the webhook (eso.md §3).
/// </summary>
internal static class TemplateRules
{
    private const string TokenType = "kubernetes.io/service-account-token";
    private const string TokenAnnotation = "kubernetes.io/service-account.name";
    private const string BootstrapType = "bootstrap.kubernetes.io/token";

    public static void Check(JsonObject template)
    {
        if (Problems(template).FirstOrDefault() is { } problem)
        {
            throw new TemplateStepException(problem);
        }
    }

    /// <summary>Everything wrong with a template for a Secret, in ESO's words.</summary>
    public static IEnumerable<string> Problems(JsonObject template)
    {
        var type = template.Text("type");
        if (type == TokenType)
        {
            if (template.Object("metadata").Object("annotations")?.ContainsKey(TokenAnnotation) == true)
            {
                yield return $"template.type=\"{TokenType}\" with annotation \"{TokenAnnotation}\" is not allowed";
            }

            if (template.Objects("templateFrom")
                .Any(f => f.Text("target").Equals("Annotations", StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"template.type=\"{TokenType}\" with templateFrom target=\"Annotations\" is not allowed";
            }
        }

        if (type == BootstrapType)
        {
            yield return $"template.type=\"{BootstrapType}\" is not allowed";
        }

        foreach (var from in template.Objects("templateFrom"))
        {
            if (from.Text("target").ToLowerInvariant() is not ("" or "data" or "annotations" or "labels"))
            {
                yield return $"templateFrom target=\"{from.Text("target")}\" is not allowed when targeting a Secret, "
                    + "must be one of \"Data\", \"Annotations\" or \"Labels\"";
            }
        }
    }
}
