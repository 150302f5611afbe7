using Eso.Kubernetes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>Fake: the data it was given.</summary>
internal sealed class FakeGenerator : IGenerator
{
    public string Kind => "Fake";

    public Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel) =>
        Task.FromResult(new Generated(context.Spec.TextMap("data").ToDictionary(
            d => d.Key, d => SecretBytes.FromText(d.Value), StringComparer.Ordinal)));
}
