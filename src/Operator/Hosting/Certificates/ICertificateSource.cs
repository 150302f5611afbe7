using System.Security.Cryptography.X509Certificates;

namespace Eso.Operator.Hosting.Certificates;

/// <summary>Where a listener's certificate comes from; it may be renewed at any time.</summary>
internal interface ICertificateSource
{
    /// <summary>What to serve with now; null while there is none. Asked on every handshake: quick.</summary>
    X509Certificate2? Current();

    /// <summary>What will be wrong with the newest certificate at some time; null when nothing will be.</summary>
    string? Problem(string host, DateTimeOffset at);
}
