using System.Text;
using Eso.Aws;
using Eso.Aws.ParameterStore;
using Eso.Operator.Providers.Aws.SecretsManager;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Providers.Aws.ParameterStore;

/// <summary>A store with service ParameterStore. Pushing has its own file.</summary>
internal sealed partial class ParameterStoreStore : ISecretsClient
{
    private const int PagesMax = 10_000;

    private readonly AwsConnections connections;
    private readonly AwsStoreSpec spec;
    private readonly AwsIdentity identity;
    private readonly RetryPolicy retry;
    private readonly ParameterReader reader;

    public ParameterStoreStore(
        AwsConnections connections,
        AwsStoreSpec spec,
        AwsIdentity identity,
        RetryPolicy retry)
    {
        this.connections = connections;
        this.spec = spec;
        this.identity = identity;
        this.retry = retry;
        reader = connections.Reader($"{identity.Key} {retry}", () => new ParameterReader(connections, identity, retry));
    }

    public async Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var name = spec.Prefix + remoteRef.Key + (remoteRef.Version.Length > 0 ? ":" + remoteRef.Version : "");
        try
        {
            var value = remoteRef.MetadataPolicy == "Fetch"
                ? await TagsAsJsonAsync(name, cancel)
                : await reader.ReadAsync(name, cancel);
            return SecretRead.Of(
                SecretProperty.Get(Encoding.UTF8.GetBytes(value), remoteRef.Property)
                ?? throw new ProviderException(
                    Failure.Invalid, $"key {remoteRef.Property} does not exist in secret {remoteRef.Key}"));
        }
        catch (AwsException e) when (e.Code == "ParameterNotFound")
        {
            return SecretRead.Missing;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public async Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var read = await GetSecretAsync(remoteRef, cancel);
        if (!read.Found)
        {
            return SecretMapRead.Missing;
        }

        try
        {
            return SecretMapRead.Of(SecretProperty.Members(read.Value.Reveal()));
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, $"unable to unmarshal secret {remoteRef.Key}: {e.Message}", e);
        }
    }

    public async Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(
        FindSpec find, CancellationToken cancel)
    {
        try
        {
            if (find.NameRegexp.Length > 0)
            {
                return await FindByNameAsync(find, FindMatcher.Compile(find.NameRegexp), cancel);
            }

            return find.Tags.Count > 0
                ? await ReadDescribedAsync(TagFilters(find), null, cancel)
                : throw new ProviderException(Failure.Invalid, "unexpected find operator");
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public async Task<StoreValidation> ValidateAsync(CancellationToken cancel)
    {
        try
        {
            await identity.Credentials.GetAsync(cancel);
            return StoreValidation.Ready;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Tags are not looked at when a name is given, as in ESO.
    private async Task<IReadOnlyDictionary<string, SecretBytes>> FindByNameAsync(
        FindSpec find,
        GoRegexp matcher,
        CancellationToken cancel)
    {
        var found = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        var client = Client("GetParameter");
        string? next = null;
        try
        {
            for (var page = 0; page < PagesMax; page++)
            {
                var answer = await client.GetParametersByPathAsync(
                    new GetParametersByPathRequest
                    {
                        Path = find.Path.Length > 0 ? find.Path : "/",
                        Recursive = true,
                        WithDecryption = true,
                        NextToken = next,
                    },
                    cancel);
                foreach (var parameter in answer.Parameters)
                {
                    if (parameter is { Name: { } name, Value: { } value } && matcher.IsMatch(name))
                    {
                        found[name] = SecretBytes.FromText(value);
                    }
                }

                next = answer.NextToken;
                if (string.IsNullOrEmpty(next))
                {
                    break;
                }
            }

            return found;
        }
        catch (AwsException e) when (e.Code == "AccessDeniedException")
        {
            // The right to a path is rarer than the rights to list and to read.
            return await ReadDescribedAsync(PathFilter(find), matcher, cancel);
        }
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> ReadDescribedAsync(
        List<ParameterFilter> filters,
        GoRegexp? matcher,
        CancellationToken cancel)
    {
        var names = new List<string>();
        var client = Client("DescribeParameters");
        string? next = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var answer = await client.DescribeParametersAsync(
                new DescribeParametersRequest { ParameterFilters = filters, NextToken = next }, cancel);
            names.AddRange(answer.Parameters.Select(static p => p.Name ?? "").Where(n => matcher?.IsMatch(n) != false));
            next = answer.NextToken;
            if (string.IsNullOrEmpty(next))
            {
                break;
            }
        }

        var values = await Task.WhenAll(names.Select(n => reader.ReadAsync(n, cancel)));
        return names.Zip(values)
            .DistinctBy(static p => p.First)
            .ToDictionary(static p => p.First, static p => SecretBytes.FromText(p.Second), StringComparer.Ordinal);
    }

    private static List<ParameterFilter> TagFilters(FindSpec find) =>
    [
        .. find.Tags.OrderBy(static t => t.Key, StringComparer.Ordinal).Select(static t => new ParameterFilter
        {
            Key = "tag:" + t.Key,
            Option = "Equals",
            Values = [t.Value],
        }),
        .. PathFilter(find),
    ];

    private static List<ParameterFilter> PathFilter(FindSpec find) => find.Path.Length == 0
        ? []
        : [new ParameterFilter { Key = "Path", Option = "Recursive", Values = [find.Path] }];

    private async Task<string> TagsAsJsonAsync(string name, CancellationToken cancel)
    {
        var answer = await ListTagsAsync(name, cancel);
        return SecretsManagerStore.TagsJson(answer.Select(static t => (t.Key, t.Value ?? "")));
    }

    private async Task<IReadOnlyList<ParameterTag>> ListTagsAsync(string name, CancellationToken cancel)
    {
        var answer = await Client("Tags").ListTagsForResourceAsync(
            new ListTagsForResourceRequest { ResourceType = "Parameter", ResourceId = name }, cancel);
        return answer.TagList;
    }

    private ParameterStoreClient Client(string kind) => new(
        connections.Transport,
        identity.Region,
        identity.Credentials,
        retry with { Lane = connections.Lane(identity, kind) });
}
