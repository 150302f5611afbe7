using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Operator.Controllers.ExternalSecrets;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>A Secret to push: its values, labels, annotations and type.</summary>
internal sealed record SourceSecret(
    Dictionary<string, SecretBytes> Data, Dictionary<string, string> Labels, Dictionary<string, string> Annotations, string Type = "");

/// <summary>The named source Secret is gone.</summary>
internal sealed class SourceGoneException(string message) : Exception(message);

/// <summary>Finds what a PushSecret pushes: one Secret, those of a selector, or a generator's output.</summary>
internal sealed class PushSource(OperatorContext context, IGeneratorRunner generators)
{
    /// <exception cref="SourceGoneException">The named Secret does not exist.</exception>
    public async Task<IReadOnlyList<SourceSecret>> FindAsync(PushSecret ps, CancellationToken cancel)
    {
        var selector = ps.Spec.Object("selector");
        if (selector.Object("generatorRef") is { } generator)
        {
            var made = await generators.GenerateAsync(ps.Object, ps.Namespace, generator, "__pushsecret", cancel);
            return [new SourceSecret(new Dictionary<string, SecretBytes>(made, StringComparer.Ordinal), [], [])];
        }

        var secret = selector.Object("secret");
        if (secret.Text("name") is { Length: > 0 } name)
        {
            var found = await context.Client.FindAsync(CoreTypes.Secret, ps.Namespace, name, cancel)
                ?? throw new SourceGoneException($"secrets \"{name}\" not found");
            return [From(found)];
        }

        var query = LabelSelectors.ToQuery(secret.Object("selector") ?? []);
        var all = await context.Client.ListAsync(
            CoreTypes.Secret, ps.Namespace, cancel, new ListOptions { LabelSelector = query });
        return [.. all.Select(From)];
    }

    private static SourceSecret From(JsonObject secret) => new(
        SecretData.Read(secret),
        secret.Metadata().TextMap("labels"),
        secret.Metadata().TextMap("annotations"),
        secret.Text("type"));
}
