using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;

namespace Eso.Unit.Emulator.Aws;

/// <summary>An embedded AWS in memory with a clock that tests move, called with raw requests.</summary>
internal sealed class OfflineAws
{
    public const string Account = "000000000000";
    private readonly HttpMessageInvoker http;

    public OfflineAws(IamMode iam = IamMode.Off, HttpMessageHandler? issuers = null)
    {
        Server = new AwsServer(
            new AwsServerOptions { Iam = iam, WebIdentityHttp = issuers, OnFault = f => Faults.Add(f) },
            Clock,
            new Entropy(7),
            Journal,
            new Activity());
        http = new HttpMessageInvoker(new InMemoryDoor(Server.Pipeline));
    }

    public AwsServer Server { get; }

    public Journal Journal { get; } = new();

    public List<Exception> Faults { get; } = [];

    public HandClock Clock { get; } = new();

    /// <summary>Calls a JSON service.</summary>
    public Task<Reply> SsmAsync(string operation, string body, Keys? keys = null) =>
        JsonAsync("AmazonSSM", "ssm", operation, body, keys);

    public Task<Reply> SecretsAsync(string operation, string body, Keys? keys = null) =>
        JsonAsync("secretsmanager", "secretsmanager", operation, body, keys);

    public Task<Reply> KmsAsync(string operation, string body, Keys? keys = null) =>
        JsonAsync("TrentService", "kms", operation, body, keys);

    public Task<Reply> StsAsync(string operation, Keys? keys, params (string Name, string Value)[] form) =>
        QueryAsync("sts", "2011-06-15", operation, keys, form);

    public Task<Reply> IamAsync(string operation, params (string Name, string Value)[] form) =>
        QueryAsync("iam", "2010-05-08", operation, null, form);

    /// <summary>Makes a user with one inline policy and an access key.</summary>
    public async Task<Keys> UserAsync(string name, params string[] statements)
    {
        await IamAsync("CreateUser", ("UserName", name));
        if (statements.Length > 0)
        {
            await IamAsync(
                "PutUserPolicy", ("UserName", name), ("PolicyName", "own"), ("PolicyDocument", Policy(statements)));
        }

        var made = await IamAsync("CreateAccessKey", ("UserName", name));
        return new Keys(made.Text("AccessKey", "AccessKeyId"), made.Text("AccessKey", "SecretAccessKey"), null);
    }

    /// <summary>Calls any operation with members as the model names them, in the protocol of its service.</summary>
    public Task<Reply> SendAsync(BoundOperation operation, JsonObject members, Keys? keys = null)
    {
        var model = operation.Service.Model;
        if (model.Protocol == WireProtocol.Json)
        {
            return JsonAsync(model.TargetPrefix!, model.SigningName, operation.Model.Name, members.ToJsonString(), keys);
        }

        var form = new List<(string Name, string Value)>();
        Flatten("", members, form);
        return QueryAsync(model.SigningName, model.ApiVersion, operation.Model.Name, keys, [.. form]);
    }

    public static string Policy(params string[] statements) =>
        $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    public static string Allow(string action, string resource = "*", string? condition = null) =>
        $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"{{(condition is null ? "" : $",\"Condition\":{condition}")}}}""";

    private static void Flatten(string prefix, JsonNode? node, List<(string Name, string Value)> form)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Flatten(prefix.Length == 0 ? name : $"{prefix}.{name}", value, form);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    Flatten($"{prefix}.member.{i + 1}", items[i], form);
                }

                break;
            case not null:
                form.Add((prefix, node.ToString()));
                break;
        }
    }

    private async Task<Reply> JsonAsync(string prefix, string service, string operation, string body, Keys? keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://aws.test/")
        {
            Content = new StringContent(body, Encoding.UTF8),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"{prefix}.{operation}");
        return await SendAsync(request, service, keys, operation);
    }

    /// <summary>Calls a service of the query protocol.</summary>
    public async Task<Reply> QueryAsync(
        string service, string version, string operation, Keys? keys, params (string Name, string Value)[] form)
    {
        var fields = form.Select(f => KeyValuePair.Create(f.Name, f.Value))
            .Prepend(KeyValuePair.Create("Version", version)).Prepend(KeyValuePair.Create("Action", operation));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://aws.test/")
        {
            Content = new FormUrlEncodedContent(fields),
        };
        request.Headers.Add("Accept", "application/json");
        return await SendAsync(request, service, keys, operation);
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request, string service, Keys? keys, string operation)
    {
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={keys?.Id ?? "test"}/20260101/us-east-1/{service}/aws4_request, "
            + "SignedHeaders=host, Signature=00");
        if (keys?.Token is { } token)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        using var response = await http.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync();
        var body = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        var result = body[$"{operation}Response"]?[$"{operation}Result"] as JsonObject;
        return new Reply((int)response.StatusCode, result ?? body);
    }
}

/// <summary>Credentials to call with.</summary>
internal sealed record Keys(string Id, string Secret, string? Token);

/// <summary>An answer.</summary>
internal sealed record Reply(int Status, JsonObject Body)
{
    /// <summary>The error's code, in either protocol; null on success.</summary>
    public string? Code => Status < 300 ? null : Body["__type"]?.ToString() ?? Body["Error"]?["Code"]?.ToString();

    /// <summary>The error's text, in either protocol and spelling; null when there is none.</summary>
    public string? Message => Body["message"]?.ToString() ?? Body["Message"]?.ToString()
        ?? Body["Error"]?["Message"]?.ToString();

    public JsonNode? At(params string[] path) => path.Aggregate((JsonNode?)Body, (node, name) => node?[name]);

    public string Text(params string[] path) => At(path)?.ToString() ?? "";

    public Keys Credentials => new(
        Text("Credentials", "AccessKeyId"),
        Text("Credentials", "SecretAccessKey"),
        Text("Credentials", "SessionToken"));
}

/// <summary>A clock that moves only by hand.</summary>
internal sealed class HandClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
