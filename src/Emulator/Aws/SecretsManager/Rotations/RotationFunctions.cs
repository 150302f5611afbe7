using System.Collections.Concurrent;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// The rotation functions of a world, by function name: the last part of a Lambda ARN, in any account and region. Three
/// are always there; others are registered. An http(s) URL in place of an ARN is a function too.
/// </summary>
internal sealed class RotationFunctions : IDisposable
{
    /// <summary>Replaces the whole value (or a JSON object's <c>password</c>) by a random password.</summary>
    public const string RandomPassword = "eso-random-password";

    /// <summary>Replaces <c>password</c> in a JSON value: one user.</summary>
    public const string SingleUser = "eso-single-user";

    /// <summary>Replaces <c>password</c> and switches <c>username</c> between two users.</summary>
    public const string AlternatingUsers = "eso-alternating-users";

    private readonly ConcurrentDictionary<string, IRotationFunction> functions = new(StringComparer.Ordinal);
    private readonly Lazy<HttpMessageInvoker> http;

    public RotationFunctions(HttpMessageHandler? handler = null)
    {
        // Made when a function is first called over HTTP: most worlds never do, and it costs start-up time.
        http = new(() => new HttpMessageInvoker(
            handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }));
        functions[RandomPassword] = new PasswordRotation(PasswordRotation.Kind.Whole);
        functions[SingleUser] = new PasswordRotation(PasswordRotation.Kind.SingleUser);
        functions[AlternatingUsers] = new PasswordRotation(PasswordRotation.Kind.AlternatingUsers);
    }

    public IEnumerable<string> Names => functions.Keys.Order(StringComparer.Ordinal);

    /// <summary>Registers or replaces a function.</summary>
    public void Register(string name, IRotationFunction function) => functions[name] = function;

    /// <summary>Registers a function that is an HTTP endpoint: it gets the event as a POST and answers 2xx.</summary>
    public void Register(string name, Uri endpoint) => functions[name] = At(endpoint);

    /// <summary>The function behind an HTTP endpoint.</summary>
    public IRotationFunction At(Uri endpoint) => new HttpRotationFunction(endpoint, http.Value);

    /// <summary>A built-in function, or whatever was registered in its place.</summary>
    public IRotationFunction BuiltIn(string name) => functions[name];

    public void Dispose()
    {
        if (http.IsValueCreated)
        {
            http.Value.Dispose();
        }
    }

    /// <summary>The function behind a RotationLambdaARN; null when there is none.</summary>
    public IRotationFunction? Find(string arn)
    {
        if (arn.StartsWith("http", StringComparison.Ordinal) && Uri.TryCreate(arn, UriKind.Absolute, out var endpoint))
        {
            return At(endpoint);
        }

        // arn:aws:lambda:region:account:function:name[:qualifier]
        var parts = arn.Split(':');
        var name = parts is ["arn", _, "lambda", _, _, "function", var named, ..] ? named : null;
        return name is not null && functions.TryGetValue(name, out var found) ? found : null;
    }
}
