using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Refuses every generator.</summary>
internal sealed class NoGenerators : IGeneratorRunner
{
    public Task<IReadOnlyDictionary<string, SecretBytes>> GenerateAsync(
        JsonObject owner, string ns, JsonObject reference, string stateKey, CancellationToken cancel) =>
        throw new ProviderException(Failure.Invalid, $"generator kind {reference.Text("kind")} is not supported");
}
