using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>
/// Makes values instead of reading them; one kind of <c>generators.external-secrets.io</c>, one file, found by
/// convention. Constructed with no argument or with <see cref="ProviderServices"/> alone. Stateless.
/// </summary>
public interface IGenerator
{
    /// <summary>The kind, e.g. <c>Password</c>.</summary>
    string Kind { get; }

    /// <summary>New values, by key.</summary>
    /// <exception cref="ProviderException">The spec is wrong or a back end refused; the text is ESO's.</exception>
    Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel);

    /// <summary>Undoes what <see cref="GenerateAsync"/> left behind, from the state it returned; nothing by default.</summary>
    Task CleanUpAsync(GeneratorContext context, JsonNode state, CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>What a generator works from.</summary>
public sealed record GeneratorContext
{
    /// <summary>The generator's <c>spec</c>.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>Namespace of the object that asks; selectors are read there.</summary>
    public required string Namespace { get; init; }

    public required ISecretRefs Refs { get; init; }
}

/// <summary>What a generator made; State is kept until it is cleaned up, null when there is nothing to clean up.</summary>
public sealed record Generated(IReadOnlyDictionary<string, SecretBytes> Values, JsonNode? State = null);
