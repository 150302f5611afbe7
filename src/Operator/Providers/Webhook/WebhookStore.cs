using System.Net.Sockets;
using System.Text.Json.Nodes;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;

namespace Eso.Operator.Providers.Webhook;

/// <summary>A store behind a webhook.</summary>
internal sealed class WebhookStore(WebhookCaller caller, StoreContext store, ProviderServices services) : ISecretsClient
{
    private static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(15);

    public async Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var data = Ref(remoteRef);
        var answer = await caller.CallAsync(store, data, null, cancel);
        if (answer is null)
        {
            return SecretRead.Missing;
        }

        // The path is a template, too.
        var path = await caller.RenderAsync(store, JsonPathText, data, cancel);
        return SecretRead.Of(path.Length == 0
            ? new SecretBytes(answer)
            : Try(() => WebhookResult.One(WebhookResult.Select(WebhookResult.Parse(answer), path))));
    }

    public async Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var answer = await caller.CallAsync(store, Ref(remoteRef), null, cancel);
        return answer is null
            ? SecretMapRead.Missing
            : SecretMapRead.Of(Try(() => WebhookResult.Map(answer, JsonPathText)));
    }

    public Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(FindSpec find, CancellationToken cancel) =>
        throw new ProviderException(Failure.Invalid, "GetAllSecrets not implemented");

    public async Task PushSecretAsync(PushRequest request, CancellationToken cancel)
    {
        var value = PushValue.Of(request);
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["remoteKey"] = request.Target.RemoteKey,
            ["property"] = request.Target.Property,
            ["secretKey"] = request.SecretKey,
            [request.Target.RemoteKey] = value.RevealText(),
        };
        await caller.CallAsync(store, data, value, cancel);
    }

    public Task DeleteSecretAsync(PushTarget target, CancellationToken cancel) => Task.CompletedTask;

    public Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel) =>
        throw new ProviderException(Failure.Invalid, "not implemented");

    /// <summary>
    /// Whether the endpoint's port accepts connections; not asked when requests do not go over sockets.
    /// </summary>
    public async Task<StoreValidation> ValidateAsync(CancellationToken cancel)
    {
        if (services.HttpHandler is not null)
        {
            return StoreValidation.Ready;
        }

        var endpoint = await caller.EndpointAsync(store, cancel)
            ?? throw new ProviderException(Failure.Invalid, "failed to parse url: it is no address");
        using var late = new CancellationTokenSource(DialTimeout, services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, either.Token);
            return StoreValidation.Ready;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new ProviderException(Failure.Unavailable, $"error accessing external store: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string JsonPathText => (store.Spec["result"] as JsonObject)?.Text("jsonPath") ?? "";

    private Dictionary<string, string> Ref(RemoteRef remoteRef) => new(StringComparer.Ordinal)
    {
        ["key"] = remoteRef.Key,
        ["version"] = remoteRef.Version,
        ["property"] = remoteRef.Property,
        ["namespace"] = store.CallerNamespace,
    };

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, e.Message, e);
        }
    }
}

/// <summary>
/// Picks values out of a webhook's answer. Failures are <see cref="ValueException"/>s with ESO's texts.
/// </summary>
internal static class WebhookResult
{
    public static object? Parse(ReadOnlySpan<byte> answer)
    {
        try
        {
            return GoJsonValue.Read(answer);
        }
        catch (ValueException e)
        {
            throw new ValueException($"failed to parse response json: {e.Message}", e);
        }
    }

    public static object? Select(object? json, string path)
    {
        try
        {
            return path.Length == 0 ? json : JsonPath.Get(json, path);
        }
        catch (ValueException e)
        {
            throw new ValueException($"failed to get response path {path}: {e.Message}", e);
        }
    }

    /// <summary>One value: of an array the first element; numbers keep their decimals, which ESO cuts off.</summary>
    public static SecretBytes One(object? value) => value switch
    {
        null => SecretBytes.FromText(""),
        bool flag => SecretBytes.FromText(flag ? "true" : "false"),
        double number => SecretBytes.FromText(GoNumber.FormatF(number)),
        string text => SecretBytes.FromText(text),
        List<object?> { Count: 0 } => throw new ValueException("filter worked but didn't get any result"),
        List<object?> list => One(list[0]),
        _ => SecretBytes.FromText(GoJsonValue.Write(value, escapeHtml: true)),
    };

    /// <summary>All members of the object an answer is or holds, be it as JSON or as text of JSON.</summary>
    public static Dictionary<string, SecretBytes> Map(ReadOnlySpan<byte> answer, string path)
    {
        var value = Select(Parse(answer), path);
        if (value is string text)
        {
            try
            {
                value = GoJsonValue.Read(System.Text.Encoding.UTF8.GetBytes(text));
            }
            catch (ValueException e)
            {
                throw new ValueException($"failed to parse response json from jsonpath: {e.Message}", e);
            }
        }

        return value is Dictionary<string, object?> map
            ? map.ToDictionary(static e => e.Key, static e => Member(e.Value), StringComparer.Ordinal)
            : throw new ValueException($"failed to get response (wrong type: {TypeName(value)})");
    }

    private static SecretBytes Member(object? value) =>
        value is List<object?> ? SecretBytes.FromText(GoJsonValue.Write(value, escapeHtml: true)) : One(value);

    private static string TypeName(object? value) => value switch
    {
        null => "<nil>",
        bool => "bool",
        double => "float64",
        List<object?> => "[]interface {}",
        _ => "string",
    };
}
