using System.Text.Json.Nodes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>The way to <c>Secrets.Rewrite</c>.</summary>
internal static class Rewriting
{
    public static IReadOnlyDictionary<string, SecretBytes> Apply(
        JsonArray operations, IReadOnlyDictionary<string, SecretBytes> map) =>
        throw new ValueException($"{operations.Count} rewrite operations on {map.Count} keys are not supported yet");
}
