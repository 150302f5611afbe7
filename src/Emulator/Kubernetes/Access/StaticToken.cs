namespace Eso.Emulator.Kubernetes.Access;

/// <summary>Whom a token that is always good stands for.</summary>
internal sealed record StaticToken(string User, string Uid, IReadOnlyList<string> Groups)
{
    public KubeUser ToUser() => new(User, [.. Groups, KubeUser.Authenticated]) { Uid = Uid };
}
