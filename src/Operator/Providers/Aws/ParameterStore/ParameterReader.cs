using Eso.Aws;
using Eso.Aws.ParameterStore;

namespace Eso.Operator.Providers.Aws.ParameterStore;

/// <summary>
/// Reads parameters for everybody with one identity: single calls, or GetParameters for up to ten at once.
/// </summary>
internal sealed class ParameterReader
{
    private const int BatchMax = 10;
    private static readonly TimeSpan RetryRefusedBatchAfter = TimeSpan.FromMinutes(10);

    private readonly ParameterStoreClient client;
    private readonly TimeProvider clock;
    private readonly BatchingReader<string, string> reader;
    private DateTimeOffset batchesFrom = DateTimeOffset.MinValue;

    public ParameterReader(AwsConnections connections, AwsIdentity identity, RetryPolicy retry)
    {
        clock = connections.Transport.Clock;

        // AWS counts all reads of parameters together.
        client = new ParameterStoreClient(
            connections.Transport,
            identity.Region,
            identity.Credentials,
            retry with { Lane = connections.Lane(identity, "GetParameter") });
        reader = new BatchingReader<string, string>(
            clock, BatchMax, _ => clock.GetUtcNow() >= batchesFrom, OneAsync, ManyAsync);
    }

    /// <summary>A decrypted value.</summary>
    /// <param name="name">Name or ARN, perhaps with <c>:version</c> or <c>:label</c>.</param>
    /// <exception cref="AwsException">As GetParameter fails.</exception>
    public Task<string> ReadAsync(string name, CancellationToken cancel) => reader.ReadAsync(name, cancel);

    private async Task<string> OneAsync(string name)
    {
        var answer = await client.GetParameterAsync(
            new GetParameterRequest { Name = name, WithDecryption = true }, CancellationToken.None);
        return answer.Parameter?.Value ?? throw new AwsException(
            AwsFailure.Client, $"invalid secret received. parameter value is nil for key: {name}");
    }

    private async Task<IReadOnlyDictionary<string, string>?> ManyAsync(IReadOnlyList<string> names)
    {
        // Two selectors of one parameter in one call would be refused as duplicates.
        string[] asked = [.. names.DistinctBy(
            static n => n.StartsWith("arn:", StringComparison.Ordinal) ? n : n.Split(':')[0])];
        GetParametersResponse answer;
        try
        {
            answer = await client.GetParametersAsync(
                new GetParametersRequest { Names = asked, WithDecryption = true }, CancellationToken.None);
        }
        catch (AwsException e) when (e.Code == "AccessDeniedException")
        {
            // One forbidden parameter, or no right to GetParameters at all: ask one by one for a while.
            batchesFrom = clock.GetUtcNow() + RetryRefusedBatchAfter;
            return null;
        }
        catch (AwsException e) when (e.Failure == AwsFailure.Client)
        {
            // One malformed name spoils the call for all; each alone gets its own answer.
            return null;
        }

        // Names in InvalidParameters are left out: GetParameter says why.
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in asked)
        {
            if (answer.Parameters.FirstOrDefault(p => IsAbout(name, p))?.Value is { } value)
            {
                found[name] = value;
            }
        }

        return found;
    }

    private static bool IsAbout(string name, Parameter parameter) =>
        name == parameter.Name + parameter.Selector || name == parameter.ARN + parameter.Selector;
}
