using System.Text.Json.Nodes;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Rewrites keys with a world's clock and chance.</summary>
internal sealed class Rewriting(TemplateEnvironment environment)
{
    public IReadOnlyDictionary<string, SecretBytes> Apply(
        JsonArray operations, IReadOnlyDictionary<string, SecretBytes> map) => Rewrite.Apply(operations, map, environment);
}
