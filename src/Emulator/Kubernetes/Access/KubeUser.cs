namespace Eso.Emulator.Kubernetes.Access;

/// <summary>Who asks.</summary>
internal sealed record KubeUser(string Name, IReadOnlyList<string> Groups)
{
    public const string Masters = "system:masters";
    public const string Authenticated = "system:authenticated";

    public static readonly KubeUser Anonymous = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>Everybody, when authentication is off.</summary>
    public static readonly KubeUser Administrator = new("system:admin", [Masters, Authenticated]);

    /// <summary>The server's own hand, for its controllers and bootstrap content.</summary>
    public static readonly KubeUser Server = new("system:apiserver", [Masters, Authenticated]);

    public string Uid { get; init; } = "";

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    public static KubeUser Controller(string name) => new(
        $"system:serviceaccount:kube-system:{name}",
        [Masters, "system:serviceaccounts", "system:serviceaccounts:kube-system", Authenticated]);
}
