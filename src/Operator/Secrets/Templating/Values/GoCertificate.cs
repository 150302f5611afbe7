namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>sprig's certificate struct: PEM texts. Never logged: the key is a secret.</summary>
internal sealed class GoCertificate(string cert, string key) : IGoStruct
{
    internal static readonly GoType CertificateType = GoType.Struct("sprig.certificate");

    public GoType Type => CertificateType;

    internal string Cert { get; } = cert;

    internal string Key { get; } = key;

    public IReadOnlyList<(string Name, object? Value)> Fields => [("Cert", Cert), ("Key", Key)];
}
