using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>ESO's ordering of certificates from leaf to root, by key identifiers.</summary>
internal static class CertificateChain
{
    // Every pair is compared.
    private const int CertificatesMax = 1000;

    internal static List<ParsedCertificate> Read(string pem)
    {
        var certificates = new List<ParsedCertificate>();
        while (GoPem.Decode(pem, out pem) is { } block)
        {
            certificates.Add(GoCertificateReader.Parse(block.Bytes));
            if (certificates.Count > CertificatesMax) throw new GoErrorException("too many certificates");
        }
        return certificates;
    }

    /// <exception cref="GoErrorException">There is no one chain.</exception>
    internal static List<ParsedCertificate> Order(List<ParsedCertificate> certificates)
    {
        var parents = new int[certificates.Count];
        var isParent = new bool[certificates.Count];
        for (var i = 0; i < certificates.Count; i++)
        {
            parents[i] = certificates.FindIndex(c => !ReferenceEquals(c, certificates[i])
                && c.SubjectKeyId.AsSpan().SequenceEqual(certificates[i].AuthorityKeyId));
            if (parents[i] >= 0) isParent[parents[i]] = true;
        }
        var leaves = Enumerable.Range(0, certificates.Count).Where(i => !isParent[i]).ToList();
        if (leaves.Count > 1) throw new GoErrorException("found multiple leaf or disjunct certificates");
        if (leaves.Count == 0) throw new GoErrorException("no leaf certificate found");
        var chain = new List<ParsedCertificate>();
        for (var at = leaves[0]; at >= 0; at = parents[at])
        {
            if (chain.Count == certificates.Count) throw new GoErrorException("constructing chain resulted in cycle");
            chain.Add(certificates[at]);
        }
        return chain;
    }
}
